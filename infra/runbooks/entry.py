"""One runbook: what an alarm means, what to look at, what to press."""

from typing import NamedTuple

PAGE = "runbooks.html"


class Runbook(NamedTuple):
    """`about` and `alarm` together are its name; `fault` is what the alarm says in a few words."""

    about: str
    alarm: str
    owner: str
    fault: str
    means: str
    see: tuple[str, ...]
    press: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return f"{self.about}.{self.alarm}"

    def description(self) -> str:
        """What the alarm says of itself."""
        return f"{self.about}: {self.fault}. Owner: {self.owner}. Runbook: {PAGE}#{self.anchor}"

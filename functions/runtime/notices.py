"""The port by which teams are told that it is their turn."""

from typing import Protocol


class Notices(Protocol):
    """Topics on which teams are told that it is their turn."""

    def notify(self, team: str, subject: str, text: str) -> None:
        """Tell a team, perhaps more than once; one without a topic is told through the desk's.

        Raises Unavailable. The subject is ASCII, at most 100 characters.
        """

"""Events of redrives."""

from typing import ClassVar

from schemas.events.envelope import Event


class RedriveEvent(Event):
    """What all of them say: whose dead letters, and what was the matter with them."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "platform"

    queue: str
    cause: str
    by: str


class RedriveRequested(RedriveEvent):
    """Somebody wants dead letters back on their queue; `letters` is how many, 0 is all."""

    letters: int
    reason: str


class LettersRedriven(RedriveEvent):
    """They are on their queue again."""

    moved: int

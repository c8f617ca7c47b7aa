"""What operators ask about dead letters."""

from schemas.base import Code, Model, Text
from schemas.reason import Reason
from schemas.redrive import LetterIds, QueueName


class ReadLetters(Model):
    """The dead letters of one operation's queue."""

    queue: QueueName


class LetterGroup(Model):
    """Dead letters that are there for the same reason; `steps` is what a redrive would do."""

    verdict: str
    cause: str
    count: int
    letters: tuple[str, ...]
    oldest: str
    steps: tuple[str, ...]


class Triage(Model):
    """What lies in a DLQ, what is to be fixed first; `whole` unless there is more than was read."""

    queue: str
    count: int
    whole: bool
    groups: tuple[LetterGroup, ...]


class RequestRedrive(Model):
    """Put dead letters back on their own queue: those named, or all.

    `request` is what the operator calls it, such as a ticket: the same one again is the same.
    """

    request: Code
    queue: QueueName
    letters: LetterIds = ()
    cause: Text
    reason: Reason

"""Dead letters, and what would become of each: the port, and the words of triage."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class Letter(NamedTuple):
    """A dead letter: the queue's own id of it, its body, and when it was first sent."""

    id: str
    body: str
    sent: datetime


class Letters(Protocol):
    """The dead letters of the operations' queues. Every method raises Unavailable."""

    def read(self, operation: str, limit: int) -> list[Letter]:
        """Those that lie there, each once, oldest first, `limit` at most; none is consumed."""

    def redrive(self, operation: str, wanted: Sequence[str]) -> int:
        """Put those with these ids, or all if none is named, back on the operation's own queue.

        Answers how many. What fails in between may be in both queues, which is harmless.
        """


class Verdict(StrEnum):
    """What an operator does with a dead letter."""

    SAFE = "safe to redrive"
    FIX = "fix first"
    APPLIED = "already applied"


class Rehearsal(NamedTuple):
    """`cause` is what dead letters are grouped by; `steps` is what a redrive would do."""

    verdict: Verdict
    cause: str
    steps: tuple[str, ...] = ()


class DeadLetters(NamedTuple):
    """What lies in one DLQ, each letter with its rehearsal; `whole` unless there are more."""

    found: tuple[tuple[Letter, Rehearsal], ...]
    whole: bool

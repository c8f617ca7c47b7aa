"""Events of reconciliations with systems of record (R-RES-08, R-SYNC-05)."""

from typing import ClassVar

from schemas.base import Code
from schemas.day import Day
from schemas.events.envelope import Event
from schemas.reconciliation import Difference, Side


class ReconciliationEvent(Event):
    """What all of them say: whose postings, where, of which day."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "finance-controls"

    entity: Code
    system: Code
    company: Code
    day: Day


class ReconciliationAsked(ReconciliationEvent):
    """Somebody wants the day compared now."""


class ReconciliationEnded(ReconciliationEvent):
    """What both results say: the totals of both sides."""

    ours: Side
    theirs: Side
    unsettled: int
    resolves: str | None = None
    """The case that said what differed before."""


class PostingsReconciled(ReconciliationEnded):
    """The system of record holds what Tieout says it posted, and nothing else under our name."""


class DriftFound(ReconciliationEnded):
    """The two sides differ; `differences` names documents, `differing` and `unnamed` count them."""

    case: str
    differing: int
    unnamed: int
    differences: tuple[Difference, ...]

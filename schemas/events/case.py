"""Events of exception cases (R-EVT-30)."""

from typing import ClassVar

from schemas.case import Category
from schemas.events.envelope import Event
from schemas.finding import Finding


class CaseEvent(Event):
    """What all of them say: which document the case is about."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "finance-operations"

    about: str


class CaseOpened(CaseEvent):
    """A case was opened for an owner to act on."""

    category: Category
    owner: str
    reason: str
    rules: tuple[str, ...]
    amount_at_risk: str | None = None
    currency: str | None = None


class CaseResolved(CaseEvent):
    """What the case was about is settled; it needs nobody any more."""

    by: str


class CaseAssigned(CaseEvent):
    """Another team, or a person of it, looks after the case from now on."""

    category: Category
    owner: str
    assignee: str = ""
    reason: str
    amount_at_risk: str | None = None
    currency: str | None = None


class WaiverRequested(CaseEvent):
    """A person wants the broken rules overlooked; another person must agree."""

    category: Category
    owner: str
    rules: tuple[str, ...]
    reason: str
    requested_by: str
    amount_at_risk: str | None = None
    currency: str | None = None


class ToldAgain(CaseEvent):
    """What both say that have the document decided anew: who stopped it, by which event."""

    category: Category
    rules: tuple[str, ...]
    reason: str
    raised_by: str
    because_of: str


class CaseRetried(ToldAgain):
    """The document is decided anew, under the policies and master data of now."""


class CaseWaived(ToldAgain):
    """Two people agreed that the document passes in spite of these findings."""

    findings: tuple[Finding, ...]
    requested_by: str
    agreed_by: str

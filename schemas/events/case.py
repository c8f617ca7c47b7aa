"""Events of exception cases (R-EVT-30)."""

from typing import ClassVar

from schemas.case import Category
from schemas.events.envelope import Event


class CaseOpened(Event):
    """A case was opened for an owner to act on."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "finance-operations"

    about: str
    category: Category
    owner: str
    reason: str
    rules: tuple[str, ...]
    amount_at_risk: str | None = None
    currency: str | None = None


class CaseResolved(Event):
    """What the case was about is settled; it needs nobody any more."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "finance-operations"

    about: str
    by: str

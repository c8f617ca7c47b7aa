"""The exception case: what a control or a rule stopped, whose it is, what may be done."""

from enum import StrEnum
from typing import ClassVar

from schemas.base import Document
from schemas.finding import Finding


class Category(StrEnum):
    """The exception taxonomy (requirements R-EXC-01 to R-EXC-17)."""

    TRANSIENT = "R-EXC-01"
    OUTAGE = "R-EXC-02"
    SCHEMA = "R-EXC-03"
    MAPPING = "R-EXC-04"
    MASTER_DATA = "R-EXC-05"
    DUPLICATE = "R-EXC-06"
    MATCHING = "R-EXC-07"
    APPROVAL = "R-EXC-08"
    TAX = "R-EXC-09"
    BANK = "R-EXC-10"
    UNACKNOWLEDGED = "R-EXC-11"
    UNRECONCILED = "R-EXC-12"
    PERIOD = "R-EXC-13"
    PLANNING = "R-EXC-14"
    DENIAL = "R-EXC-15"
    FRAUD = "R-EXC-16"
    UNKNOWN_OUTCOME = "R-EXC-17"


class ExceptionCase(Document):
    """One case per document, category and rule: raising it twice is one case."""

    KIND: ClassVar[str] = "case"

    entity: str
    category: Category
    owner: str
    about: str
    """The document that is stopped."""
    reason: str
    findings: tuple[Finding, ...] = ()
    amount_at_risk: str | None = None
    currency: str | None = None
    allowed_actions: tuple[str, ...] = ()

    def shelf(self, state: str) -> str:
        """Cases are listed by the team that owns them."""
        return f"{self.owner}#case#{state}"

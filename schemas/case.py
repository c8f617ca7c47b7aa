"""The exception case: what a control or a rule stopped, whose it is, what may be done."""

from enum import StrEnum
from typing import ClassVar

from schemas.base import Document, Model, Utc
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


NEVER_WAIVED = frozenset(
    {
        Category.APPROVAL,
        Category.BANK,
        Category.DENIAL,
        Category.FRAUD,
        Category.UNKNOWN_OUTCOME,
    }
)
"""What two people cannot agree to overlook either: controls, and what nobody knows."""


class Action(StrEnum):
    """What a person may do about a case, and nothing else; assigning it is always allowed."""

    RETRY = "retry"
    """Have what stopped decided anew, under the policies and master data of now."""
    WAIVE = "waive"
    """Let it pass in spite of the rules that it broke; a second person agrees."""
    RESOLVE = "resolve"
    """Say that it is settled elsewhere, and how."""
    REJECT = "reject"
    """Refuse the document: `POST /v1/invoices/{id}/rejection`."""
    REVIEW = "review"
    """Settle the fields of a scan: `POST /v1/invoices/{id}/review`."""


class Waiver(Model):
    """Why broken rules may be overlooked, who asked for it, and who agreed."""

    reason: str
    asked_by: str
    asked_at: Utc
    agreed_by: str = ""


class Waived(Model):
    """A waiver as the document keeps it: by which case, of which findings, why, and by whom."""

    case: str
    findings: tuple[Finding, ...]
    reason: str
    asked_by: str
    agreed_by: str

    def covers(self, finding: Finding) -> bool:
        """Whether this very finding was overlooked: the same rule, in the same place."""
        return any((one.code, one.where) == (finding.code, finding.where) for one in self.findings)


class ExceptionCase(Document):
    """One case per document, category and rule: raising it twice is one case.

    `owner` is the team whose turn it is, `assignee` the person of it who looks after the case.
    `remedy` is what has to be done elsewhere first. `raised_by` is the operation that stopped the
    document, `because_of` the event that it was told: both are what a retry tells it again.
    """

    KIND: ClassVar[str] = "case"
    SHELVED_BY: ClassVar[str] = "owner"

    entity: str
    category: Category
    owner: str
    about: str
    """The document that is stopped."""
    reason: str
    findings: tuple[Finding, ...] = ()
    amount_at_risk: str | None = None
    currency: str | None = None
    allowed_actions: tuple[Action, ...] = ()
    remedy: str = ""
    raised_by: str = ""
    because_of: str = ""
    assignee: str = ""
    waiver: Waiver | None = None

    def at_risk(self) -> tuple[str, str] | None:
        """What the document that is stopped puts at risk."""
        if self.amount_at_risk is None or self.currency is None:
            return None
        return self.amount_at_risk, self.currency

    def rules(self) -> tuple[str, ...]:
        """The rules that were broken, each once."""
        return tuple(sorted({finding.code for finding in self.findings}))

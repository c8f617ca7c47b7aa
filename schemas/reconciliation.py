"""A reconciliation: what Tieout says it posted on a day against what the system of record holds."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Asked, Code, Document, Model, Text, document_id
from schemas.day import Day

NAMED_MAX = 100
"""Documents that one reconciliation names; the rest it counts."""


class Side(Model):
    """One side of a day: how many postings, their sums by currency, and one hash over them all.

    Credit notes count against. The hash does not depend on the order of the postings.
    """

    count: int = 0
    sums: dict[str, str] = Field(default_factory=dict)
    hash: str = ""


class Difference(Model):
    """One document that differs, and what differs."""

    kind: Literal["missing there", "missing here", "differs", "posted twice"]
    reference: Text
    document: Text | None = None
    erp_number: Text | None = None
    says: Text
    amount: str
    currency: str


class Unsettled(Model):
    """A posting whose outcome is not known yet: it is listed, and it is not drift."""

    document: Code
    reference: Text
    state: Text


class Compared(Model):
    """What one run found: the totals of both sides, and where they differ the documents.

    `unnamed` is how many postings lie in parts of the day that differ but were not looked into.
    """

    ours: Side = Side()
    theirs: Side = Side()
    differences: Annotated[tuple[Difference, ...], Field(max_length=NAMED_MAX)] = ()
    differing: int = 0
    unnamed: int = 0
    unsettled: Annotated[tuple[Unsettled, ...], Field(max_length=NAMED_MAX)] = ()
    unsettled_count: int = 0

    def agrees(self) -> bool:
        """Whether both sides say the same of everything that is settled."""
        return not self.differing and not self.unnamed


class Subject(Asked):
    """What is reconciled: one legal entity's postings of one day at one system.

    `day` is the one under which the system files them: SAP's posting date, NetSuite's date of
    the transaction. Both are days without a time, so no time zone moves a posting to another.
    """

    entity: Code
    system: Code
    day: Day

    def document(self) -> str:
        """One document for each entity, system and day, whatever number of runs."""
        return document_id(Reconciliation.KIND, self.entity, self.system, self.day.isoformat())


class Due(Subject):
    """A day that is to be compared, by the schedule's time or the event that asked (`run`)."""

    tenant: Code
    company: Code
    run: str

    @property
    def nightly(self) -> bool:
        """Whether the run is a night's, named by an instant; an event's name has an `@`."""
        return "@" not in self.run


class Reconciliation(Document):
    """The newest result for an entity, system and day; its history has those before."""

    KIND: ClassVar[str] = "rec"

    entity: Code
    system: Code
    company: Code
    day: Day
    found: Compared = Compared()
    case: str = ""
    """The case that says what differs, as long as it does."""

    def subject(self) -> Subject:
        """What was reconciled."""
        return Subject(entity=self.entity, system=self.system, day=self.day)

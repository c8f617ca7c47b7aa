"""Events of supplier invoices (R-EVT-08, R-EVT-10, R-EVT-30)."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Code, Model, Text
from schemas.case import Category
from schemas.events.envelope import Event
from schemas.invoice import Kind
from schemas.money import Amount, Currency
from schemas.party import PartyIdentifier

SUPPLIER_KEYS_MAX = 8
"""Identifiers that a supplier is looked up by: each is one item of the decision's read."""


class InvoiceEvent(Event):
    """What all of them say: which invoice, whose, how much."""

    SOURCE: ClassVar[str] = "tieout.payables"
    OWNER: ClassVar[str] = "accounts-payable"

    entity: Code
    kind: Kind
    number: Text
    issue_date: date
    currency: Currency
    gross: Amount


class InvoiceArrived(InvoiceEvent):
    """What both say that bring an invoice in: which supplier it will be looked up by."""

    supplier_keys: Annotated[tuple[PartyIdentifier, ...], Field(max_length=SUPPLIER_KEYS_MAX)]

    def asks_for(self) -> tuple[tuple[str, str], ...]:
        """The supplier, under any of the identifiers that the sender gave."""
        return tuple((key.scheme, key.value) for key in self.supplier_keys)


class InvoiceReceived(InvoiceArrived):
    """An invoice was accepted; whether it is right is still to be seen."""


class InvoiceReviewed(InvoiceArrived):
    """A person settled what was in doubt in a scan; it is an invoice now, like one received."""

    corrected: int
    """Fields to which the person gave another value than the one read, or none."""
    resolves: str | None = None
    """The case that held it until now."""


class InvoiceWaiting(InvoiceEvent):
    """The supplier is not known yet; the invoice goes on when it arrives (R-PROC-35)."""

    case: str
    waits_for: tuple[PartyIdentifier, ...]
    resolves: str | None = None
    """The case that held it before."""


class InvoiceValidated(InvoiceEvent):
    """Entity, supplier, currency, tax, totals, dates and terms are right."""

    supplier: Code
    supplier_code: Code
    due_date: date
    discount_date: date | None = None
    discount_percent: str | None = None
    waived: tuple[str, ...] = ()
    """The rules that two people agreed to overlook; its own story says who, and why."""
    resolves: str | None = None
    """The case that held it until now."""

    def leans_on(self) -> tuple[str, ...]:
        """The supplier: it may be blocked by the time that this is acted on."""
        return (self.supplier,)


class ExceptionRaised(InvoiceEvent):
    """A rule or another system stopped the invoice; the case says whose turn it is."""

    case: str
    category: Category
    rules: tuple[str, ...]
    resolves: str | None = None
    """The case that held it before."""


class InvoiceRejected(Event):
    """A person or a policy rejected the invoice; its number may be used again.

    Of a scan that was never settled, it says only which legal entity it was for, if that is known.
    """

    SOURCE: ClassVar[str] = "tieout.payables"
    OWNER: ClassVar[str] = "accounts-payable"

    entity: str
    kind: Kind | None = None
    number: Text | None = None
    issue_date: date | None = None
    currency: Currency | None = None
    gross: Amount | None = None
    reason: Text
    resolves: str | None = None
    """The case that held it until now."""


class Approval(Model):
    """Why the invoice may be posted: the rule that asked for approval or did not, its version."""

    required: Literal[False] = False
    rule: str
    version: str


class InvoicePosting(InvoiceEvent):
    """The invoice is on its way to the ERP under this reference."""

    system: str
    reference: str
    blocked_for_payment: bool
    approval: Approval
    posting_date: date | None = None
    """The day it is booked on."""
    late_for: Code | None = None
    """The closed period that it would have been booked in."""


class InvoicePosted(InvoiceEvent):
    """The ERP holds the invoice under its own number."""

    MILESTONE: ClassVar[str] = "InvoiceToPosting"

    system: str
    reference: str
    erp_number: str
    blocked_for_payment: bool
    resolves: str | None = None
    """The case that held it before it was posted."""

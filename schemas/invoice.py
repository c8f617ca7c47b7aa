"""The canonical invoice: one shape, whatever door and format it came by (EN 16931)."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from schemas.base import Code, Document, LongText, Model, Text
from schemas.beside import Besides
from schemas.capture import Captured
from schemas.case import Waived
from schemas.day import Day
from schemas.finding import Finding
from schemas.invoice_line import AllowanceCharge, InvoiceLine, Period, TaxSubtotal, Totals
from schemas.money import Currency
from schemas.party import Party
from schemas.payment_means import OtherAccount, PaymentMeans
from schemas.references import Attachment, Delivery, References
from schemas.sensitive import Sealed
from schemas.terms import PaymentTerms, Schedule

Kind = Literal["invoice", "credit_note"]
CREDIT_NOTE_CODES = frozenset(
    {"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"}
)
"""UNTDID 1001 codes that reduce what is owed, as EN 16931 divides them."""


class InvoiceContent(Model):
    """What an invoice or credit note says. Absent is absent: nothing is filled in for the sender.

    A credit note's amounts are positive; `kind` alone says that it reduces what is owed.
    """

    kind: Kind
    type_code: Code | None = None
    """UNTDID 1001: 380 invoice, 381 credit note, 326 partial, 384 corrected, 389 self-billed."""
    number: Text
    issue_date: Day
    due_date: Day | None = None
    tax_point_date: Day | None = None
    tax_point_code: Code | None = None
    period: Period | None = None
    currency: Currency
    tax_currency: Currency | None = None
    supplier: Party
    buyer: Party
    payee: Party | None = None
    tax_representative: Party | None = None
    delivery: Delivery | None = None
    lines: Annotated[tuple[InvoiceLine, ...], Field(min_length=1, max_length=10_000)]
    allowances_charges: Annotated[tuple[AllowanceCharge, ...], Field(max_length=500)] = ()
    taxes: Annotated[tuple[TaxSubtotal, ...], Field(max_length=200)] = ()
    totals: Totals
    references: References = References()
    buyer_reference: Text | None = None
    account: Text | None = None
    """The buyer's booking reference (BT-19): a hint, never an instruction."""
    terms: PaymentTerms | None = None
    notes: Annotated[tuple[LongText, ...], Field(max_length=100)] = ()
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=200)] = ()
    specification: Text | None = None
    process: Text | None = None
    test: Annotated[bool, Field(strict=True)] = False
    """The sender marks it as a test: nothing of it may be posted."""
    beside: Besides = ()

    def sender(self) -> tuple[str, str] | None:
        """The supplier's identifier with its scheme that the document's identity is made of."""
        return next(iter(self.supplier.keys()), None)


class Invoice(InvoiceContent, Document):
    """A supplier's invoice or credit note to one of our legal entities."""

    KIND: ClassVar[str] = "inv"
    SYSTEM_OF_RECORD: ClassVar[str] = "ERP of the legal entity"

    entity: Code
    payment_means: Annotated[tuple[PaymentMeans, ...], Field(max_length=50)] = ()
    other_accounts: Annotated[tuple[OtherAccount, ...], Field(max_length=50)] = ()
    """Numbers of accounts and cards that are named elsewhere: kept, and never paid to."""
    supplier_id: Code | None = None
    """The supplier document that validation found; None until then."""
    schedule: Schedule | None = None
    case: str | None = None
    """The exception case that holds it, for as long as one does."""
    place: int = 0
    """Its place among the invoices of one supplier and number: above 0 for a duplicate that
    people let pass."""
    waivers: Annotated[tuple[Waived, ...], Field(max_length=100)] = ()
    """What two people agreed to overlook in it."""
    doubts: Annotated[tuple[Finding, ...], Field(max_length=200)] = ()
    """What was found in values that are sealed now, and cannot be seen again."""
    sealed_texts: Annotated[tuple[Sealed, ...], Field(max_length=300)] = ()
    """Free texts as they were written, where an account number stood in them."""
    captured: Captured | None = None
    """How it was read off a scan, for one that came that way."""

    def at_risk(self) -> tuple[str, str] | None:
        """All of it, taxes included."""
        return (self.totals.gross, self.currency) if self.totals.gross else None

    def essence(self) -> dict[str, Any]:
        """What makes two submissions the same invoice: not the texts, the door or the order."""
        return {
            "entity": self.entity,
            "kind": self.kind,
            "number": self.number,
            "dates": [str(day) for day in (self.issue_date, self.due_date, self.tax_point_date)],
            "currencies": [self.currency, self.tax_currency],
            "supplier": self.supplier.keys(),
            "buyer": self.buyer.keys(),
            "payee": self.payee.keys() if self.payee else None,
            "totals": _amounts(self.totals),
            "taxes": sorted([_amounts(tax) for tax in self.taxes], key=str),
            "lines": sorted(_plain(line.net) for line in self.lines),
            "accounts": sorted(_blinds(self.payment_means)),
        }


_AMOUNTS = {
    Totals: tuple(Totals.model_fields),
    TaxSubtotal: ("rate", "taxable", "tax"),
}


def _plain(amount: str | None) -> str:
    return format(Decimal(amount).normalize(), "f") if amount else "0"


def _amounts(part: Totals | TaxSubtotal) -> dict[str, str]:
    values = {name: _plain(getattr(part, name)) for name in _AMOUNTS[type(part)]}
    return values | ({"category": part.category or ""} if isinstance(part, TaxSubtotal) else {})


def _blinds(means: tuple[PaymentMeans, ...]) -> set[str]:
    accounts = [sealed for way in means for sealed in (way.account, way.debited_account, way.card)]
    return {sealed.blind for sealed in accounts if sealed}

"""What an invoice adds up from: lines, allowances and charges, tax by category, totals."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Code, LongText, Model, Text
from schemas.beside import Besides
from schemas.day import Day
from schemas.money import Amount, Percent, Price, Quantity
from schemas.party import PartyIdentifier


class Period(Model):
    """A time of delivery or service; either end may be open."""

    start: Day | None = None
    end: Day | None = None


class AllowanceCharge(Model):
    """A deduction or a surcharge; `kind` says which, so the amount carries no sign for it."""

    kind: Literal["allowance", "charge"]
    amount: Amount
    base: Amount | None = None
    percent: Percent | None = None
    reason: LongText | None = None
    reason_code: Code | None = None
    tax_category: Code | None = None
    tax_rate: Percent | None = None


class ItemProperty(Model):
    """A property of the article, such as colour."""

    name: Text
    value: LongText


class Classification(PartyIdentifier):
    """A code of a classification list, such as UNSPSC, and the list's version (BT-158)."""

    version: Text | None = None


class Article(Model):
    """What was sold, as the seller describes it."""

    name: LongText | None = None
    description: LongText | None = None
    seller_id: Text | None = None
    buyer_id: Text | None = None
    standard_id: PartyIdentifier | None = None
    classifications: Annotated[tuple[Classification, ...], Field(max_length=50)] = ()
    origin: Text | None = None
    properties: Annotated[tuple[ItemProperty, ...], Field(max_length=200)] = ()


class PriceAllowance(Model):
    """How the unit price came about: already in it, and here only to explain it."""

    kind: Literal["allowance", "charge"]
    amount: Price
    base: Price | None = None
    """The gross price (BT-148)."""


class InvoiceLine(Model):
    """One line: `net` is quantity times price per base quantity, less allowances, plus charges."""

    id: Text
    article: Article = Article()
    note: LongText | None = None
    quantity: Quantity | None = None
    unit: Code | None = None
    """UN/ECE recommendation 20 or 21: `C62` one, `HUR` hour, `KGM` kilogram."""
    unit_price: Price | None = None
    price_base_quantity: Quantity | None = None
    price_base_unit: Code | None = None
    price_allowances: Annotated[tuple[PriceAllowance, ...], Field(max_length=20)] = ()
    net: Amount
    tax_category: Code | None = None
    tax_rate: Percent | None = None
    allowances_charges: Annotated[tuple[AllowanceCharge, ...], Field(max_length=100)] = ()
    period: Period | None = None
    order: Text | None = None
    order_line: Text | None = None
    object: PartyIdentifier | None = None
    account: Text | None = None
    """Where the buyer asked for it to be booked (BT-133): a hint, never an instruction."""
    parts: Annotated[tuple["InvoiceLine", ...], Field(max_length=1000)] = ()
    """Lines that only explain this one; their amounts are already in its `net`."""
    beside: Besides = ()


class TaxSubtotal(Model):
    """Tax of one category and rate (EN 16931, BG-23)."""

    category: Code | None = None
    """UNCL 5305: S standard, Z zero, E exempt, AE reverse charge, K intra-EU, G export, O none."""
    rate: Percent | None = None
    scheme: Code | None = None
    taxable: Amount | None = None
    """Absent where a format names a tax by its amount alone (X12)."""
    tax: Amount
    exemption_reason: LongText | None = None
    exemption_code: Code | None = None


class Totals(Model):
    """Totals in the document's currency (EN 16931, BG-22); what is not stated is absent."""

    line_net: Amount | None = None
    allowances: Amount | None = None
    charges: Amount | None = None
    net: Amount | None = None
    """Without tax."""
    tax: Amount | None = None
    tax_in_tax_currency: Amount | None = None
    gross: Amount
    """With tax."""
    prepaid: Amount | None = None
    rounding: Amount | None = None
    payable: Amount

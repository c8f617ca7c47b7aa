"""What an invoice points to: orders, receipts, contracts, earlier invoices, attachments."""

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Code, Model, Text
from schemas.day import Day
from schemas.party import Address, PartyIdentifier


class PrecedingInvoice(Model):
    """An earlier invoice that this one corrects, credits or continues (BG-3)."""

    number: Text
    issue_date: Day | None = None


class References(Model):
    """Other documents of the same trade, by the numbers that were printed."""

    order: Text | None = None
    sales_order: Text | None = None
    receipt: Text | None = None
    despatch: Text | None = None
    contract: Text | None = None
    project: Text | None = None
    tender: Text | None = None
    object: PartyIdentifier | None = None
    preceding: Annotated[tuple[PrecedingInvoice, ...], Field(max_length=500)] = ()


class Delivery(Model):
    """Where and when the goods went (BG-13)."""

    name: Text | None = None
    location: PartyIdentifier | None = None
    date: Day | None = None
    address: Address | None = None


class Attachment(Model):
    """A supporting document: what it is and how to know it again; its bytes are kept elsewhere."""

    id: Text | None = None
    type_code: Code | None = None
    description: Text | None = None
    name: Text | None = None
    mime: Text | None = None
    size_bytes: Annotated[int, Field(strict=True, ge=0)] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None = None

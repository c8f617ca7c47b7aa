"""The heading of an 810: BIG, REF, DTM and who is who."""

from functions.formats.groups import Group
from functions.formats.place import stated
from functions.formats.segments import Message, Segment
from functions.formats.x12.party import (
    BUYER,
    DELIVERY,
    REMITTEE,
    SUPPLIER,
    address,
    identifier,
    name_of,
    party,
    vendor_numbers,
)
from functions.formats.x12.values import day_of
from schemas.invoice_line import Period
from schemas.party import Party
from schemas.references import Delivery, PrecedingInvoice, References

_CREDIT_NOTES = ("CR", "CN")
"""Transaction types (640) that reduce what is owed: credit memo, credit invoice."""
_DEBITS = ("", "DI", "DR", "PR")
_ORIGINALS = ("", "00", "06", "07", "15", "18")
"""Purposes (353) that ask for an invoice to be booked: original, duplicate, sent again."""
_REFERENCES = {
    "order": ("PO",),
    "sales_order": ("VN",),
    "receipt": ("RV",),
    "despatch": ("PK",),
    "contract": ("CT",),
    "project": ("PJ",),
}


def heading(message: Message, above: Group, big: Segment | None) -> dict[str, object]:
    """Kind, number, period and the reference for the buyer."""
    if big is None:
        return {"kind": "invoice", "number": None}
    kind, purpose = big.peek(7), big.peek(8)
    if kind in (*_CREDIT_NOTES, *_DEBITS):
        big.text(7)
    big.text(8)
    if purpose not in _ORIGINALS:
        message.find("TIE-FUNCTION", "the set cancels or changes another", big, 8)
    if not big.peek(2):
        message.find("BR-02", "the invoice number (BIG02) is missing", big, 2)
    start, end = day_of(message, above, "186"), day_of(message, above, "187")
    return {
        "kind": "credit_note" if kind in _CREDIT_NOTES else "invoice",
        "number": big.text(2),
        "period": message.build(Period, big, start=start, end=end) if start or end else None,
        "buyer_reference": _said(above, "CR"),
    }


def parties(message: Message, above: Group) -> dict[str, object]:
    """Everyone in their role."""
    buying = above.first("N1", *BUYER)
    if buying is None:
        message.find("BR-07", "the buyer (N1 BT) is missing", above.segment)
    paid = above.first("N1", *REMITTEE)
    return {
        "supplier": _supplier(message, above),
        "buyer": party(message, buying) if buying else None,
        "payee": party(message, paid) if paid else None,
        "delivery": _delivery(message, above),
    }


def references(message: Message, above: Group, big: Segment | None) -> References:
    """Orders, receipts, contracts and preceding invoices, by their printed numbers."""
    ordered = big.text(4) if big else None
    named = {
        name: (ordered if name == "order" else None) or _said(above, *codes)
        for name, codes in _REFERENCES.items()
    }
    preceding = [
        message.build(PrecedingInvoice, at, number=number)
        for at in above.segments("REF", "OI", "PX")
        if (number := at.text(2))
    ]
    return message.build(References, above.segment, **named, preceding=tuple(preceding))


def _supplier(message: Message, above: Group) -> Party | None:
    """Who sells, known by name and number, or by the buyer's own number for them alone."""
    loop, numbers = above.first("N1", *SUPPLIER), vendor_numbers(message, above)
    if loop is None and not numbers:
        message.find("BR-06", "the supplier (N1 SE, REF IA) is missing", above.segment)
        return None
    read = party(message, loop) if loop else Party()
    return read.model_copy(update={"identifiers": (*read.identifiers, *numbers)})


def _said(above: Group, *codes: str) -> str | None:
    at = above.segment_of("REF", *codes)
    return at.text(2) if at else None


def _delivery(message: Message, above: Group) -> Delivery | None:
    loop, arrived = above.first("N1", *DELIVERY), day_of(message, above, "035")
    if loop is None and arrived is None:
        return None
    read = message.build(
        Delivery,
        above.segment,
        name=name_of(loop) if loop else None,
        location=identifier(message, loop.segment) if loop else None,
        date=arrived,
        address=address(message, loop) if loop else None,
    )
    return stated(read)

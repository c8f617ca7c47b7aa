"""The heading of an INVOIC message: BGM, DTM, RFF and NAD."""

from functions.formats.edifact.party import (
    BUYER,
    DELIVERY,
    PAYEE,
    SUPPLIER,
    TAX_REPRESENTATIVE,
    address,
    identifier,
    name_of,
    party,
)
from functions.formats.edifact.values import day_of, period
from functions.formats.groups import Group
from functions.formats.place import stated
from functions.formats.segments import Message, Segment
from schemas.invoice import CREDIT_NOTE_CODES
from schemas.party import UNSCHEMED, Party, PartyIdentifier
from schemas.references import Delivery, PrecedingInvoice, References

_ORIGINALS = frozenset({"", "6", "7", "9", "31", "43"})
"""Message functions (1225) that ask for an invoice to be booked: original, copy, duplicate."""
_REFERENCES = {
    "order": ("ON",),
    "sales_order": ("VN",),
    "receipt": ("ALO",),
    "despatch": ("DQ", "AAK"),
    "contract": ("CT",),
    "project": ("AEP",),
}


def heading(message: Message, above: Group) -> dict[str, object]:
    """Kind, number, dates and references for the buyer."""
    bgm = above.segment_of("BGM")
    if bgm is None:
        message.find("BR-02", "BGM, which names the invoice, is missing", above.segment)
        return {"kind": "invoice", "number": None}
    code, function = bgm.text(1), bgm.text(3)
    if function and function not in _ORIGINALS:
        message.find("TIE-FUNCTION", "the message cancels or changes another", bgm, 3)
    if not bgm.peek(2):
        message.find("BR-02", "the invoice number is missing", bgm, 2)
    return {
        "kind": "credit_note" if code in CREDIT_NOTE_CODES else "invoice",
        "type_code": code,
        "number": bgm.text(2),
        "tax_point_date": day_of(message, above, "131"),
        "period": period(message, above, ("263", "167"), "167/168"),
        "buyer_reference": _said(above, "CR"),
    }


def parties(message: Message, above: Group) -> dict[str, object]:
    """Everyone in their role."""
    return {
        "supplier": _needed(message, above, SUPPLIER, "BR-06", "supplier (NAD+SU)"),
        "buyer": _needed(message, above, BUYER, "BR-07", "buyer (NAD+BY)"),
        "payee": _optional(message, above, PAYEE),
        "tax_representative": _optional(message, above, TAX_REPRESENTATIVE),
        "delivery": _delivery(message, above),
    }


def references(message: Message, above: Group) -> References:
    """Orders, receipts, contracts and preceding invoices, by their printed numbers."""
    named = {name: _said(above, *codes) for name, codes in _REFERENCES.items()}
    preceding = [_preceding(message, group) for group in above.each("RFF", "IV", "OI")]
    metered = above.segment_of("RFF", "MG")
    return message.build(
        References,
        above.segment,
        **named,
        object=_object(message, metered) if metered else None,
        preceding=tuple(preceding),
    )


def _said(above: Group, *codes: str) -> str | None:
    at = above.segment_of("RFF", *codes)
    return at.text(1, 2) if at else None


def _preceding(message: Message, group: Group) -> PrecedingInvoice:
    number = group.segment.text(1, 2)
    if number is None:
        message.find("BR-55", "the preceding invoice has no number", group.segment)
    return message.build(
        PrecedingInvoice,
        group.segment,
        number=number,
        issue_date=day_of(message, group, "171", "3"),
    )


def _object(message: Message, at: Segment) -> PartyIdentifier | None:
    value = at.text(1, 2)
    return message.build(PartyIdentifier, at, scheme=UNSCHEMED, value=value) if value else None


def _needed(
    message: Message, above: Group, codes: tuple[str, ...], rule: str, role: str
) -> Party | None:
    group = above.first("NAD", *codes)
    if group is None:
        message.find(rule, f"the {role} is missing", above.segment)
    return party(message, group) if group else None


def _optional(message: Message, above: Group, codes: tuple[str, ...]) -> Party | None:
    group = above.first("NAD", *codes)
    return party(message, group) if group else None


def _delivery(message: Message, above: Group) -> Delivery | None:
    group = above.first("NAD", *DELIVERY)
    arrived = day_of(message, above, "35")
    if group is None and arrived is None:
        return None
    read = message.build(
        Delivery,
        above.segment,
        name=name_of(group.segment) if group else None,
        location=identifier(message, group.segment, 2) if group else None,
        date=arrived,
        address=address(message, group.segment) if group else None,
    )
    return stated(read)

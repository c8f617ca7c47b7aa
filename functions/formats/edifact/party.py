"""Parties of an INVOIC message: NAD and the groups below it."""

from functions.formats.groups import Group
from functions.formats.place import stated
from functions.formats.segments import Message, Segment
from schemas.party import UNSCHEMED, VAT, Address, Contact, Party, PartyIdentifier

SUPPLIER = ("SU", "SE", "II")
BUYER = ("IV", "BY", "BT")
"""Who is invoiced, before who buys."""
PAYEE = ("PE",)
DELIVERY = ("DP", "ST", "CN")
TAX_REPRESENTATIVE = ("LC",)
_AGENCIES = {"9": "0088", "16": "0060"}
"""Code list agencies (3055) whose identifiers have a scheme of ISO 6523: GS1, D-U-N-S."""
_REGISTRATIONS = ("XA", "GN")
_TAXES = {"VA": VAT, "FC": "FC", "AHP": "AHP"}


def party(message: Message, group: Group) -> Party:
    """A NAD group: names, identifiers under their schemes, address, contact."""
    nad = group.segment
    nad.implied(1, "BY")
    known = identifier(message, nad, 2)
    return message.build(
        Party,
        nad,
        name=name_of(nad),
        identifiers=(known,) if known else (),
        tax_ids=_tax_ids(message, group),
        registration=_reference(message, group),
        address=address(message, nad),
        contact=_contact(message, group.first("CTA")),
    )


def name_of(nad: Segment) -> str | None:
    """The name of a NAD segment, or what it says instead of one."""
    return " ".join(nad.texts(4, last=5)) or nad.text(3)


def identifier(message: Message, at: Segment, element: int) -> PartyIdentifier | None:
    """An identification (C082, C517) with the agency that makes it unique; never a guessed one."""
    value = at.text(element)
    if value is None:
        return None
    listed, agency = at.text(element, 2), at.text(element, 3)
    scheme = _AGENCIES.get(agency or "", agency) or listed or UNSCHEMED
    if agency and listed:
        scheme = f"{scheme}:{listed}"
    return message.build(PartyIdentifier, at, scheme=scheme, value=value)


def address(message: Message, nad: Segment) -> Address | None:
    """The postal address of a NAD segment, or None if it says nothing."""
    lines = [*nad.texts(5, last=3), None, None, None]
    read = message.build(
        Address,
        nad,
        line1=lines[0],
        line2=lines[1],
        line3=lines[2],
        city=nad.text(6),
        subdivision=nad.text(7),
        postal_code=nad.text(8),
        country=nad.text(9),
    )
    return stated(read)


def _tax_ids(message: Message, group: Group) -> tuple[PartyIdentifier, ...]:
    found = []
    for code, scheme in _TAXES.items():
        for at in group.segments("RFF", code):
            if value := at.text(1, 2):
                found.append(message.build(PartyIdentifier, at, scheme=scheme, value=value))
    return tuple(found)


def _reference(message: Message, group: Group) -> PartyIdentifier | None:
    at = group.segment_of("RFF", *_REGISTRATIONS)
    value = at.text(1, 2) if at else None
    if at is None or value is None:
        return None
    return message.build(PartyIdentifier, at, scheme=UNSCHEMED, value=value)


def _contact(message: Message, group: Group | None) -> Contact | None:
    if group is None:
        return None
    reached = {}
    for com in group.segments("COM"):
        kind = {"TE": "telephone", "EM": "email"}.get(com.peek(1, 2))
        if kind and kind not in reached:
            com.text(1, 2)
            reached[kind] = com.text(1)
    name = " ".join(group.segment.texts(2, first=2)) or None
    return stated(message.build(Contact, group.segment, name=name, **reached))

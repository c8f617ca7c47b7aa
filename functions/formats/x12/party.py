"""Parties of an 810: N1 loops, and the accounts that they name."""

from collections.abc import Iterator

from functions.formats.groups import Group
from functions.formats.place import stated
from functions.formats.segments import Message, Segment
from schemas.party import UNSCHEMED, VAT, Address, Contact, Party, PartyIdentifier
from schemas.payment_means import SubmittedPaymentMeans

REMITTEE = ("RE", "RI", "PE")
SUPPLIER = ("SE", "SU", "VN", "II")
"""Who sells. Who receives the money is not it: that is often a bank."""
BUYER = ("BT", "BY", "SO")
"""Who is billed, before who buys."""
DELIVERY = ("ST",)
_SCHEMES = {"1": "0060", "UL": "0088"}
"""Qualifiers (66) of identifiers with a scheme of ISO 6523: D-U-N-S, GLN. Others keep theirs."""
_TAXES = {"VX": VAT, "TJ": "TJ", "GT": "GT"}
_VENDOR = ("IA", "VR")
ACCOUNTS = frozenset({("REF", code, 2, 1) for code in ("PY", "PB", "11", "AP")})
"""Where account numbers stand, or may stand (AP), whoever names them."""
_ACCOUNTS = {"PY": "account", "PB": "debited_account"}
_BESIDE_A_BANK = {"AP": "account", "11": "account"}


def party(message: Message, loop: Group) -> Party:
    """An N1 loop: name, identifiers under their schemes, address, contact."""
    n1 = loop.segment
    known = identifier(message, n1)
    taxes = [
        message.build(PartyIdentifier, at, scheme=scheme, value=value)
        for code, scheme in _TAXES.items()
        for at in loop.segments("REF", code)
        if (value := at.text(2))
    ]
    return message.build(
        Party,
        n1,
        name=name_of(loop),
        identifiers=(known,) if known else (),
        tax_ids=tuple(taxes),
        address=address(message, loop),
        contact=contact(message, loop.segment_of("PER")),
    )


def identifier(message: Message, n1: Segment) -> PartyIdentifier | None:
    """N103 and N104; never a guessed scheme."""
    value = n1.text(4)
    if value is None:
        return None
    said = n1.text(3) or UNSCHEMED
    return message.build(PartyIdentifier, n1, scheme=_SCHEMES.get(said, said), value=value)


def vendor_numbers(message: Message, above: Group) -> tuple[PartyIdentifier, ...]:
    """The supplier's numbers that the heading states (REF), under their qualifiers."""
    found = [
        message.build(PartyIdentifier, at, scheme=at.code, value=value)
        for at in above.segments("REF", *_VENDOR)
        if (value := at.text(2))
    ]
    return tuple(found)


def address(message: Message, loop: Group) -> Address | None:
    """N3 and N4, or None if they say nothing."""
    lines: list[str | None] = [
        text for n3 in loop.segments("N3") for place in (1, 2) if (text := n3.text(place))
    ]
    lines += [None, None, None]
    n4 = loop.segment_of("N4")
    country = n4.text(4) if n4 and len(n4.peek(4)) == 2 else None
    read = message.build(
        Address,
        loop.segment,
        line1=lines[0],
        line2=lines[1],
        line3=" ".join(line for line in lines[2:] if line) or None,
        city=n4.text(1) if n4 else None,
        subdivision=n4.text(2) if n4 else None,
        postal_code=n4.text(3) if n4 else None,
        country=country,
    )
    return stated(read)


def contact(message: Message, per: Segment | None) -> Contact | None:
    """A PER segment: a name and up to three numbers."""
    if per is None:
        return None
    reached: dict[str, str | None] = {}
    for place in (3, 5, 7):
        name = {"TE": "telephone", "EM": "email"}.get(per.peek(place))
        if name and name not in reached:
            per.text(place)
            reached[name] = per.text(place + 1)
    return stated(message.build(Contact, per, name=per.text(2), **reached))


def accounts(message: Message, above: Group) -> Iterator[SubmittedPaymentMeans]:
    """Accounts of parties and heading; the numbers stay secret strings from here on. Beside a
    bank's routing number (RT), numbers of receivables and accounts (AP, 11) are the account."""
    for group in (above, *above.each("N1")):
        bank = group.segment_of("REF", "RT")
        places = _ACCOUNTS if bank is None else _ACCOUNTS | _BESIDE_A_BANK
        for code, name in places.items():
            for at in group.segments("REF", code):
                said = {name: at.text(2), "account_name": at.text(3)}
                said["bank"] = bank.text(2) if bank else None
                yield message.build(SubmittedPaymentMeans, at, **said)


def name_of(loop: Group) -> str | None:
    """N102 and what N2 adds to it; some senders only repeat the name there."""
    name = loop.segment.text(2)
    said = [text for n2 in loop.segments("N2") for place in (1, 2) if (text := n2.text(place))]
    more = [text for text in said if text != name]
    return " ".join([name, *more] if name else more) or None

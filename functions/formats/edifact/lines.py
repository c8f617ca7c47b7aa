"""The lines of an INVOIC message: one LIN group each."""

from collections.abc import Iterable
from decimal import Decimal

from functions.formats.edifact.amounts import allowances_charges, category, rate
from functions.formats.edifact.payment import ACCOUNTS
from functions.formats.edifact.values import money, period, texts
from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from functions.formats.unread_segments import of_segments
from schemas.invoice_line import Article, Classification, InvoiceLine, PriceAllowance
from schemas.party import PartyIdentifier

_GTIN = "0160"
_GTINS = ("EN", "SRV")
_SELLER, _BUYER = ("SA", "VP"), ("IN", "BP")
_HALF_A_CENT = Decimal("0.005")
_NET_PRICES, _GROSS_PRICES = ("AAA", "NTP", "INV"), ("AAB", "GRP")


def line(message: Message, group: Group, currency: str) -> InvoiceLine:
    """A LIN group."""
    lin = group.segment
    if not lin.peek(1):
        message.find("BR-21", "the line number is missing", lin)
    before = len(message.findings)
    net = money(message, group, currency, "203", "66")
    message.needed(net, before, "BR-24", "the line's amount (MOA+203)", lin)
    counted = group.segment_of("QTY", "47")
    quantity = message.number(counted, 1, 2) if counted else None
    price = _price(message, group)
    inside = _explains_itself(net, quantity, price)
    tax = group.segment_of("TAX", "7")
    ordered = group.segment_of("RFF", "ON")
    return message.build(
        InvoiceLine,
        lin,
        id=lin.text(1),
        article=_article(message, group),
        note="\n".join(texts(group.segments("FTX"))) or None,
        quantity=quantity,
        unit=counted.text(1, 3) if counted else None,
        net=net,
        tax_category=category(tax),
        tax_rate=rate(message, tax),
        allowances_charges=() if inside else allowances_charges(message, group, currency),
        period=period(message, group, ("263", "167"), "167/168"),
        order=ordered.text(1, 2) if ordered else None,
        order_line=ordered.text(1, 3) if ordered else None,
        **price,
        beside=of_segments(message, group.all(), ACCOUNTS),
    )


def _price(message: Message, group: Group) -> dict[str, object]:
    """The net price; what the gross price is more explains it, and is in it already."""
    net, gross = group.segment_of("PRI", *_NET_PRICES), group.segment_of("PRI", *_GROSS_PRICES)
    used = net or gross
    if used is None:
        return {}
    price = message.number(used, 1, 2)
    return {
        "unit_price": price,
        "price_base_quantity": message.number(used, 1, 5),
        "price_base_unit": used.text(1, 6),
        "price_allowances": _explained(message, price, gross) if net and gross else (),
    }


def _explains_itself(net: str | None, quantity: str | None, price: dict[str, object]) -> bool:
    """Whether the net price alone makes the line's amount: then allowances of the line are in the
    price already, as EANCOM has it, and stay beside the invoice instead of counting twice."""
    said = (net, quantity, price.get("unit_price"))
    if not all(said):
        return False
    whole, count, each = (Decimal(str(number)) for number in said)
    base = Decimal(str(price.get("price_base_quantity") or 1)) or Decimal(1)
    return abs(count * each / base - whole) < _HALF_A_CENT


def _explained(message: Message, price: str | None, gross: Segment) -> tuple[PriceAllowance, ...]:
    base = message.number(gross, 1, 2)
    if price is None or base is None:
        return ()
    difference = Decimal(base) - Decimal(price)
    if difference == 0:
        return ()
    kind = "allowance" if difference > 0 else "charge"
    amount = format(abs(difference), "f")
    return (message.build(PriceAllowance, gross, kind=kind, amount=amount, base=base),)


def _article(message: Message, group: Group) -> Article:
    texts = []
    for imd in group.segments("IMD"):
        imd.implied(1, "F")
        texts.append(" ".join(imd.texts(3, first=4, last=5)))
    said = [text for text in texts if text]
    origin = group.segment_of("ALI")
    return message.build(
        Article,
        group.segment,
        name=said[0] if said else None,
        description="\n".join(said[1:]) or None,
        origin=origin.text(1) if origin else None,
        **_numbers(message, group),
    )


def _numbers(message: Message, group: Group) -> dict[str, object]:
    """Article numbers (C212) of LIN and PIA by what they are (7143)."""
    found: dict[str, object] = {}
    classes: list[Classification] = []
    for at, element in _places(group):
        kind = at.peek(element, 2)
        name = _place_of(kind)
        if kind and name is None:
            known = {"scheme": at.text(element, 2), "value": at.text(element)}
            classes += [message.build(Classification, at, **known)] if known["value"] else []
        elif name and name not in found:
            at.text(element, 2)
            value = at.text(element)
            found[name] = (
                message.build(PartyIdentifier, at, scheme=_GTIN, value=value)
                if name == "standard_id"
                else value
            )
    return {**found, "classifications": tuple(classes)}


def _places(group: Group) -> Iterable[tuple[Segment, int]]:
    if group.segment.peek(3):
        yield group.segment, 3
    for pia in group.segments("PIA"):
        pia.implied(1, "1")
        for element in range(2, len(pia.elements)):
            if pia.peek(element):
                yield pia, element


def _place_of(kind: str) -> str | None:
    for kinds, name in ((_GTINS, "standard_id"), (_SELLER, "seller_id"), (_BUYER, "buyer_id")):
        if kind in kinds:
            return name
    return None

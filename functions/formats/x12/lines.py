"""The lines of an 810: one IT1 loop each."""

from decimal import ROUND_HALF_UP, Context, Decimal

from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from functions.formats.unread_segments import of_segments
from functions.formats.x12.allowances import allowances_charges
from functions.formats.x12.party import ACCOUNTS
from functions.formats.x12.values import amount, day_of, real
from schemas.invoice_line import AllowanceCharge, Article, Classification, InvoiceLine, Period
from schemas.money import exponent, known
from schemas.party import PartyIdentifier

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_BASES = {"HP": "100", "TP": "1000"}
"""Unit price bases (639) per hundred and per thousand."""
_EACH = ("PE", "UM")
_PLACES = {
    "EN": "standard_id", "UP": "standard_id", "UK": "standard_id", "VP": "seller_id",
    "VN": "seller_id", "VC": "seller_id", "BP": "buyer_id", "IN": "buyer_id",
    "PO": "order", "PL": "order_line",
}  # fmt: skip
"""Product qualifiers (235) that say one of our things; others are classifications."""
_GTIN = "0160"
_FIRST_PRODUCT = 6


def line(message: Message, loop: Group, ordinal: int, currency: str) -> InvoiceLine:
    """An IT1 loop. The 810 counts its lines where it does not number them, and states what a line
    comes to only where it has a PAM segment: else it is quantity times price, to the cent."""
    it1, before = loop.segment, len(message.findings)
    quantity, price = real(message, it1, 2), real(message, it1, 4)
    base = _BASES.get(it1.peek(5))
    if base or it1.peek(5) in _EACH:
        it1.text(5)
    given = allowances_charges(message, loop)
    net = _stated(message, loop) or _extended(quantity, price, base, given, currency)
    message.needed(net, before, "BR-24", "the line's amount, or its quantity and price,", it1)
    taxes = list(loop.segments("TXI"))
    for txi in taxes[:1]:
        txi.implied(1, "VA")
    start, end = day_of(message, loop, "150"), day_of(message, loop, "151")
    numbers = _numbers(message, it1)
    placed = {name: numbers.pop(name, None) for name in ("order", "order_line")}
    return message.build(
        InvoiceLine,
        it1,
        id=it1.text(1) or str(ordinal),
        article=_article(message, loop, numbers),
        quantity=quantity,
        unit=it1.text(3),
        unit_price=price,
        price_base_quantity=base,
        net=net,
        tax_rate=real(message, taxes[0], 3) if len(taxes) == 1 else None,
        allowances_charges=given,
        period=message.build(Period, it1, start=start, end=end) if start or end else None,
        **placed,
        beside=of_segments(message, loop.all(), ACCOUNTS),
    )


def _stated(message: Message, loop: Group) -> str | None:
    """The line's amount, where PAM gives it as the line item total."""
    for pam in loop.segments("PAM"):
        if pam.peek(4) == "1":
            pam.text(4)
            return amount(message, pam, 5)
    return None


def _extended(
    quantity: str | None,
    price: str | None,
    base: str | None,
    given: tuple[AllowanceCharge, ...],
    currency: str,
) -> str | None:
    """Quantity times price, less allowances, plus charges: what the line means by definition."""
    if quantity is None or price is None:
        return None
    worth = _EXACT.multiply(Decimal(quantity), Decimal(price)) / Decimal(base or 1)
    for each in given:
        signed = Decimal(each.amount or 0)
        worth += signed if each.kind == "charge" else -signed
    unit = Decimal(1).scaleb(-(exponent(currency) if known(currency) else 2))
    net = worth.quantize(unit, context=_EXACT)
    return format(abs(net) if net == 0 else net, "f")


def _article(message: Message, loop: Group, numbers: dict[str, object]) -> Article:
    texts = []
    for pid in loop.segments("PID"):
        if text := pid.text(5):
            pid.implied(1, "F")
            texts.append(text)
    return message.build(
        Article,
        loop.segment,
        name=texts[0] if texts else None,
        description="\n".join(texts[1:]) or None,
        **numbers,
    )


def _numbers(message: Message, it1: Segment) -> dict[str, object]:
    """Product numbers: pairs of qualifier and number from the sixth element on."""
    found: dict[str, object] = {}
    classes = []
    for place in range(_FIRST_PRODUCT, len(it1.elements), 2):
        kind, value = it1.peek(place), it1.peek(place + 1)
        name = _PLACES.get(kind)
        if not kind or not value or name in found:
            continue
        it1.text(place)
        it1.text(place + 1)
        if name is None or name == "standard_id":
            scheme = _GTIN if name else kind
            model = PartyIdentifier if name else Classification
            known_by = message.build(model, it1, scheme=scheme, value=value)
            if name:
                found[name] = known_by
            else:
                classes.append(known_by)
        else:
            found[name] = value
    return {**found, "classifications": tuple(classes)}

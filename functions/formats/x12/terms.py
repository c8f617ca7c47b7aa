"""Terms of an 810: ITD."""

from datetime import date, timedelta

from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from functions.formats.x12.values import day, real
from schemas.terms import DiscountTier, PaymentTerms

_FROM_INVOICE = ("", "3")
"""Basis dates (333) that count from the invoice's date."""


def payment_terms(message: Message, above: Group, issued: date | None) -> PaymentTerms | None:
    """Each ITD as a discount and days net; what it says otherwise stays beside the invoice."""
    every = list(above.segments("ITD"))
    tiers = [tier for itd in every if (tier := _tier(message, itd, issued))]
    net = next((days for itd in every if (days := _days(message, itd, 7)) is not None), None)
    notes = "\n".join(text for itd in every if (text := itd.text(12))) or None
    if not (notes or tiers or net is not None):
        return None
    return message.build(PaymentTerms, None, note=notes, discounts=tuple(tiers), net_days=net)


def due_date(message: Message, above: Group) -> date | None:
    """When it falls due, as ITD06 says."""
    dated = [itd for itd in above.segments("ITD") if itd.peek(6)]
    return day(message, dated[0], 6) if dated else None


def _tier(message: Message, itd: Segment, issued: date | None) -> DiscountTier | None:
    """A discount; nothing and less than nothing are none."""
    if not itd.peek(3) or itd.peek(3).startswith("-"):
        return None
    if not itd.peek(3).strip("0."):
        return None
    days = _days(message, itd, 5)
    if days is None and itd.peek(4) and issued:
        last = day(message, itd, 4)
        days = (last - issued) // timedelta(days=1) if last and last >= issued else None
    if days is None:
        return None
    itd.implied(2, *_FROM_INVOICE)
    return message.build(DiscountTier, itd, days=days, percent=real(message, itd, 3))


def _days(message: Message, itd: Segment, element: int) -> int | None:
    """The days that ITD counts from the invoice's date."""
    said = itd.peek(element)
    if not said or itd.peek(2) not in _FROM_INVOICE:
        return None
    itd.text(element)
    if not (said.isascii() and said.isdigit() and len(said) <= 4):
        message.find("TIE-VALUE", "not a number of days", itd, element)
        return None
    itd.text(2)
    return int(said)

"""Amounts, days and periods as EDIFACT messages write them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from schemas.invoice_line import Period

_DAYS = {"102": 8, "203": 12, "204": 14}
"""Formats (2379) that open with CCYYMMDD, and their length."""
_MEANT = ("137",)
"""Qualifiers (2005) that senders write where the standard has a first choice of its own."""
_PERIODS = {"718": 8, "713": 12}


def amount(message: Message, at: Segment | None, currency: str) -> str | None:
    """The amount of a MOA segment, stated in `currency` if it names one."""
    if at is None:
        return None
    stated = at.text(1, 3)
    if stated and currency and stated != currency:
        said = f"the amount is in {stated[:3]}, the document in {currency[:3]}"
        message.find("PEPPOL-EN16931-R051", said, at, 1, 3)
    if at.peek(1, 4) == "4":
        at.text(1, 4)
    return message.number(at, 1, 2, decimals_max=4)


def money(message: Message, group: Group, currency: str, *codes: str) -> str | None:
    """The amount of the first of these qualifiers that the group states; a second of the same
    qualifier is a finding, never a silent choice."""
    for code in codes:
        found = list(group.segments("MOA", code))
        if len(found) > 1:
            message.find("TIE-REPEATED", f"MOA+{code} may stand here only once", found[1])
        if found:
            return amount(message, found[0], currency)
    return None


def day(message: Message, at: Segment | None) -> date | None:
    """The day of a DTM segment in format 101, 102, 203 or 204."""
    if at is None:
        return None
    at.implied(1, *_MEANT)
    said, written = at.text(1, 2), at.text(1, 3)
    if said is None:
        return None
    found = None
    if written == "101" and len(said) == 6:
        found = _day(("19" if said[:2] >= "80" else "20") + said)
    elif len(said) == _DAYS.get(written or "102"):
        found = _day(said[:8])
    if found is None:
        message.find("TIE-VALUE", "not a day in a format that is read", at, 1, 2)
    return found


def day_of(message: Message, group: Group, *codes: str) -> date | None:
    """The day of the first of these qualifiers that the group states."""
    return day(message, group.segment_of("DTM", *codes))


def period(message: Message, group: Group, whole: tuple[str, ...], ends: str) -> Period | None:
    """A period as one DTM in format 718 or 713, or as two days `from/to`."""
    at = group.segment_of("DTM", *whole)
    if at and at.peek(1, 3) in _PERIODS:
        return _both_ends(message, at)
    first, last = ends.split("/")
    start, end = day_of(message, group, first), day_of(message, group, last)
    return message.build(Period, group.segment, start=start, end=end) if start or end else None


def _both_ends(message: Message, at: Segment) -> Period | None:
    said, written = (at.text(1, 2) or "").replace("-", ""), at.text(1, 3) or ""
    width = _PERIODS[written]
    start, end = _day(said[:8]), _day(said[width : width + 8])
    if len(said) != 2 * width or start is None or end is None:
        message.find("TIE-VALUE", "not a period of two days", at, 1, 2)
        return None
    return message.build(Period, at, start=start, end=end)


def texts(segments: Iterable[Segment]) -> Iterator[str]:
    """What free texts (FTX) say; that one is general information (AAI) is what a note means."""
    for ftx in segments:
        if text := " ".join(ftx.texts(4)):
            ftx.implied(1, "AAI")
            yield text


def days_between(start: date | None, end: date | None) -> int | None:
    """Whole days from one day to a later one."""
    if start is None or end is None or end < start:
        return None
    return (end - start) // timedelta(days=1)


def _day(said: str) -> date | None:
    if len(said) != 8 or not (said.isascii() and said.isdigit()):
        return None
    try:
        return date(int(said[:4]), int(said[4:6]), int(said[6:]))
    except ValueError:
        return None

"""Amounts and days as X12 writes them: types R, N2 and DT of the data element dictionary."""

import re
from datetime import date

from functions.formats.groups import Group
from functions.formats.reading import decimal_text
from functions.formats.segments import Message, Segment

_IMPLIED = re.compile(r"(-?)([0-9]{1,18})")


def real(message: Message, at: Segment, element: int, decimals_max: int = 18) -> str | None:
    """A number of type R: a point only where there are decimals, a zero before it at will."""
    said = at.text(element)
    if said is None:
        return None
    parsed = decimal_text(said, decimals_max)
    if parsed is None:
        message.find("TIE-VALUE", "not a decimal number", at, element)
    return parsed


def amount(message: Message, at: Segment, element: int) -> str | None:
    """An amount of type R."""
    return real(message, at, element, decimals_max=4)


def implied(message: Message, at: Segment, element: int) -> str | None:
    """An amount of type N2: digits whose last two are decimals, whatever the currency."""
    said = at.text(element)
    if said is None:
        return None
    match = _IMPLIED.fullmatch(said)
    if match is None:
        message.find("TIE-VALUE", "not digits with two implied decimals", at, element)
        return None
    digits = match[2].rjust(3, "0")
    return decimal_text(f"{match[1]}{digits[:-2]}.{digits[-2:]}", 2)


def day(message: Message, at: Segment, element: int) -> date | None:
    """A date of type DT: CCYYMMDD; versions before 004010 write YYMMDD."""
    said = at.text(element)
    if said is None:
        return None
    whole = ("19" if said[:2] >= "80" else "20") + said if len(said) == 6 else said
    if len(whole) == 8 and whole.isascii() and whole.isdigit():
        try:
            return date(int(whole[:4]), int(whole[4:6]), int(whole[6:]))
        except ValueError:
            pass
    message.find("TIE-VALUE", "not a day written CCYYMMDD", at, element)
    return None


def day_of(message: Message, group: Group, code: str) -> date | None:
    """The day of the DTM segment with that qualifier."""
    at = group.segment_of("DTM", code)
    return day(message, at, 2) if at else None


def money(message: Message, group: Group, code: str) -> str | None:
    """The amount of the AMT segment with that qualifier; a second one is a finding."""
    found = list(group.segments("AMT", code))
    if len(found) > 1:
        message.find("TIE-REPEATED", f"AMT {code} may stand here only once", found[1])
    return amount(message, found[0], 2) if found else None

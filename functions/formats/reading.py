"""Numbers and days as every reader takes them."""

import re
from datetime import date

_NUMBER = re.compile(r"(-?)(?=\.?[0-9])([0-9]{0,18})(?:\.([0-9]{0,18}))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")


def decimal_text(said: str, decimals_max: int = 18) -> str | None:
    """The number as said, without leading zeros, `-0` or zeros past `decimals_max`; or None.

    ASCII digits and one point only, which may stand first, as in `xs:decimal` and ISO 9735: no
    exponent, no grouping, no comma, no plus. It is never rounded: what has more decimals comes
    back with them, for the model to refuse.
    """
    match = _NUMBER.fullmatch(said)
    if not match:
        return None
    sign, whole, decimals = match[1], match[2].lstrip("0") or "0", match[3] or ""
    decimals = decimals[:decimals_max] + decimals[decimals_max:].rstrip("0")
    number = f"{whole}.{decimals}" if decimals else whole
    return sign + number if number.strip("0.") else number


def day(said: str) -> date | None:
    """The day of an `xs:date`; a time zone behind it changes no day. None if it is not one."""
    match = _DAY.fullmatch(said)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None

"""Days as a CII document writes them."""

import re
from datetime import date

from functions.formats.place import Place
from functions.formats.reading import day as xml_day

_WRITTEN = {
    "102": re.compile("([0-9]{4})([0-9]{2})([0-9]{2})"),
    "203": re.compile("([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{4}"),
    "204": re.compile("([0-9]{4})([0-9]{2})([0-9]{2})[0-9]{6}"),
}
"""UNTDID 2379: a day, a day with its minute, a day with its second."""

_TIME = re.compile(r"(.{10})T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_MIDNIGHT = re.compile("(?:T?00:?00(?::?00)?)?")
_KINDS = ("DateTimeString", "DateString", "DateTime", "Date")


def day(parent: Place, path: str) -> date | None:
    """The day there: a string in the format that it names, or an `xs:date` or `xs:dateTime`.

    A time other than midnight, or a time zone, is no part of it: then all is kept beside as well.
    """
    place = parent.one(path)
    if place is None:
        return None
    kinds = [found for name in _KINDS if (found := place.one(name))]
    if len(kinds) > 1:
        place.find("TIE-REPEATED", "a day may stand here only once")
    written = kinds[0] if kinds else place
    said = written.value()
    if said is None:
        return None
    read = _read(said, written.attribute("format"))
    if read is None:
        written.find("TIE-VALUE", "not a day written YYYYMMDD in format 102, or YYYY-MM-DD")
    elif not _MIDNIGHT.fullmatch(said.removeprefix(str(read)).removeprefix(f"{read:%Y%m%d}")):
        written.leave()
    return read


def _read(said: str, form: str | None) -> date | None:
    if form is None:
        timed = _TIME.fullmatch(said)
        return xml_day(timed[1] + (timed[2] or "") if timed else said)
    match = _WRITTEN[form].fullmatch(said) if form in _WRITTEN else None
    return xml_day("-".join(match.groups())) if match else None

"""Lines of a CII document in their order, sub-lines below the group they belong to."""

from functions.formats.cii.lines import line
from functions.formats.place import Place
from schemas.invoice_line import InvoiceLine

_DOCUMENT = "AssociatedDocumentLineDocument"
_GROUP = "GROUP"
_LINES_MAX = 10_000
_DEPTH_MAX = 20


def lines(transaction: Place, currency: str) -> tuple[InvoiceLine, ...] | None:
    """Every line that counts; a group's net is the sum of its parts (Factur-X, EXTENDED)."""
    places = list(transaction.each("IncludedSupplyChainTradeLineItem"))
    if not places:
        transaction.find("BR-16", "there is no line")
        return None
    if len(places) > _LINES_MAX:
        places[_LINES_MAX].find("TIE-LINES", f"more than {_LINES_MAX} lines")
        return None
    groups = {_said(place, "LineID") for place in places if _is_group(place)} - {None}
    below: dict[str | None, list[Place]] = {}
    for place in places:
        parent = _said(place, "ParentLineID")
        below.setdefault(parent if parent in groups else None, []).append(place)
    read = _read(below, None, currency, 0)
    if below:
        transaction.find("TIE-LINES", "lines that belong to each other in a circle")
    return read


def _read(
    below: dict[str | None, list[Place]], parent: str | None, currency: str, depth: int
) -> tuple[InvoiceLine, ...]:
    """The lines below `parent`, which are taken out of `below`, so that no line counts twice."""
    if depth > _DEPTH_MAX:
        return ()
    read = []
    for place in below.pop(parent, []):
        number = _said(place, "LineID")
        parts = _read(below, number, currency, depth + 1) if _is_group(place) else ()
        if parent is None:
            place.leave(f"{_DOCUMENT}/ParentLineID")
        if not _is_group(place):
            place.leave(f"{_DOCUMENT}/LineStatusReasonCode")
        read.append(line(place, currency, parts))
    return tuple(read)


def _said(place: Place, name: str) -> str | None:
    return place.text(f"{_DOCUMENT}/{name}")


def _is_group(place: Place) -> bool:
    return _said(place, "LineStatusReasonCode") == _GROUP

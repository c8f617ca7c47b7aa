"""Values that every XML format writes alike: identifiers, repeated texts, embedded documents."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable

from functions.formats.place import Place
from schemas.base import LONG_MAX
from schemas.invoice_line import Classification
from schemas.party import UNSCHEMED, PartyIdentifier


def identifier(place: Place | None, scheme: str = "schemeID") -> PartyIdentifier | None:
    """An identifier with the scheme that its attribute names."""
    value = place.value() if place else None
    if place is None or value is None:
        return None
    named = place.attribute(scheme) or UNSCHEMED
    return place.build(PartyIdentifier, scheme=named, value=value)


def classification(place: Place | None) -> Classification | None:
    """A classification code with its list and that list's version (BT-158)."""
    value = place.value() if place else None
    if place is None or value is None:
        return None
    named = place.attribute("listID") or UNSCHEMED
    version = place.attribute("listVersionID")
    return place.build(Classification, scheme=named, value=value, version=version)


def joined(place: Place, name: str) -> str | None:
    """All texts of that name, one per line."""
    return "\n".join(text for each in place.each(name) if (text := each.value())) or None


def first_text(place: Place, path: str) -> str | None:
    """The text of the first element there."""
    found = place.first(path)
    return found.value() if found else None


def notes(each: Iterable[Place], read: Callable[[Place], str | None]) -> tuple[str, ...]:
    """What the document's notes say. Some senders print all their conditions in one: what is
    longer than a note can be is kept beside, and never a reason to refuse the invoice."""
    said = []
    for place in each:
        text = read(place)
        if text and len(text) > LONG_MAX:
            place.leave()
        elif text:
            said.append(text)
    return tuple(said)


def percent(place: Place, path: str) -> str | None:
    """The percentage of an allowance or charge. Corrections turn the sign of every figure, also of
    this: a negative one is kept beside, and the amount says what it comes to."""
    read = place.number(path)
    if read and read.startswith("-"):
        place.leave(path)
        return None
    return read


def known_by(embedded: Place) -> tuple[int | None, str | None]:
    """Size in bytes and SHA-256 of a document embedded as base64, whose bytes stay in the file."""
    embedded.element.taken = True
    try:
        content = base64.b64decode("".join(embedded.element.text.split()), validate=True)
    except (binascii.Error, ValueError):
        embedded.find("TIE-ATTACHMENT", "the embedded document is not base64")
        return None, None
    return len(content), hashlib.sha256(content).hexdigest()

"""Values that every XML format writes alike: identifiers, repeated texts, embedded documents."""

import base64
import binascii
import hashlib

from functions.formats.place import Place
from schemas.party import UNSCHEMED, PartyIdentifier


def identifier(place: Place | None, scheme: str = "schemeID") -> PartyIdentifier | None:
    """An identifier with the scheme that its attribute names."""
    value = place.value() if place else None
    if place is None or value is None:
        return None
    named = place.attribute(scheme) or UNSCHEMED
    return place.build(PartyIdentifier, scheme=named, value=value)


def joined(place: Place, name: str) -> str | None:
    """All texts of that name, one per line."""
    return "\n".join(text for each in place.each(name) if (text := each.value())) or None


def first_text(place: Place, path: str) -> str | None:
    """The text of the first element there."""
    found = place.first(path)
    return found.value() if found else None


def known_by(embedded: Place) -> tuple[int | None, str | None]:
    """Size in bytes and SHA-256 of a document embedded as base64, whose bytes stay in the file."""
    try:
        content = base64.b64decode("".join(embedded.element.text.split()), validate=True)
    except (binascii.Error, ValueError):
        embedded.find("TIE-ATTACHMENT", "the embedded document is not base64")
        return None, None
    return len(content), hashlib.sha256(content).hexdigest()

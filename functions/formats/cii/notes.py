"""Notes of a CII document, with what they are about."""

from functions.formats.place import Place
from functions.formats.values import joined


def note(place: Place) -> str | None:
    """The note; a subject stands before it between `#`, as EN 16931 writes BT-21 in UBL."""
    text = joined(place, "Content") or place.text("ContentCode")
    subject = place.text("SubjectCode") if text else None
    return f"#{subject}#{text}" if subject else text

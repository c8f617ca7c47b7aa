"""An interchange is taken in once: its control reference belongs to the file that it came in."""

from datetime import timedelta

from functions.runtime import keys
from functions.runtime.commit import Planned
from functions.runtime.errors import Invalid
from functions.runtime.items import Frame
from functions.runtime.ports import Clause, Item, Put
from functions.runtime.reading import DUPLICATE, ControlReference
from schemas.base import iso
from schemas.finding import Finding

HELD_FOR = timedelta(days=365)
"""Control numbers are short and start again: after a year the same one is another interchange."""
LABEL = "interchange"


def claim(frame: Frame, client: str, named: ControlReference, file: str) -> Planned:
    """The write that takes the reference for this file, together with the file's opening.

    A file that is refused opens nothing, so it takes none: it can be mended and sent again.
    """
    key = keys.interchange(frame.tenant, client, named)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "document": file,
        "at": iso(frame.now),
        "until": iso(frame.now + HELD_FOR),
    }
    return Planned(LABEL, Put(item, (Clause("absent or <", "until", iso(frame.now)),)))


def sent_before(held: Item | None) -> Invalid:
    """The refusal of a file whose reference another one holds."""
    before = f" as {held['document']}" if held else ""
    message = f"an interchange of this control reference came before{before}, with other content"
    return Invalid(message, findings=[Finding(code=DUPLICATE, message=message)])

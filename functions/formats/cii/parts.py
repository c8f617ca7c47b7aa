"""The parts that every CII document has, and numbers of an element at hand."""

from functions.formats.place import Place
from functions.formats.reading import decimal_text
from functions.formats.xml import Element


def part(parent: Place, name: str) -> Place:
    """The only part of that name; an empty one where it is missing, so that what it lacks is
    named by the rule of each."""
    found = parent.one(name)
    if found is not None:
        return found
    empty = Element(name, "", {}, parent.element.line)
    return Place(empty, f"{parent.path}/{name}", parent.findings)


def number(place: Place, decimals_max: int = 18) -> str | None:
    """The number that this element is, exactly as said."""
    said = place.value()
    if said is None:
        return None
    read = decimal_text(said, decimals_max)
    if read is None:
        place.find("TIE-VALUE", "not a decimal number")
    return read

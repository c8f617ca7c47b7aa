"""A document with one value of it altered, doubled or taken out: each way in turn."""

from collections.abc import Iterator
from copy import copy

from functions.formats.xml import Element

Altered = tuple[str, Element]
"""What was altered, and the whole document with it."""


def one_by_one(document: Element) -> Iterator[Altered]:
    """Each text and each attribute altered in two ways; each element doubled, and taken out."""
    for path, element in _elements(document, document.name):
        text, attributes = element.text, element.attributes
        for other in _others(text) if text else ():
            element.text = other
            yield f"{path} = {other[:40]}", fresh(document)
        element.text = text
        for name, said in attributes.items():
            for other in _others(said):
                element.attributes = {**attributes, name: other}
                yield f"{path}@{name} = {other[:40]}", fresh(document)
        element.attributes = attributes
        yield from _counted(document, element, path)


def fresh(element: Element) -> Element:
    """A copy of which nothing has been read."""
    again = Element(element.name, element.namespace, element.attributes, element.line)
    again.text = element.text
    for children in element.children.values():
        for child in children:
            again.add(fresh(child))
    return again


def _counted(document: Element, parent: Element, path: str) -> Iterator[Altered]:
    for name, children in parent.children.items():
        whole = list(children)
        for place, child in enumerate(whole):
            if child.text and not child.children:
                second = copy(child)
                second.text = next(iter(_others(child.text)))
                children[:] = [*whole, second]
                yield f"{path}/{name} doubled", fresh(document)
            if child.text or child.children:
                children[:] = whole[:place] + whole[place + 1 :]
                yield f"{path}/{name}[{place + 1}] taken out", fresh(document)
            children[:] = whole


def _elements(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    yield path, element
    for name, children in element.children.items():
        for place, child in enumerate(children, start=1):
            yield from _elements(child, f"{path}/{name}[{place}]")


def _others(said: str) -> Iterator[str]:
    """The value with its last letter or digit turned into the next, and with one more.

    Of base64 it is the first: the last may carry bits that mean nothing.
    """
    places = range(len(said)) if said.endswith("=") else range(len(said) - 1, -1, -1)
    place = next((at for at in places if said[at].isalnum()), None)
    if place is not None:
        yield said[:place] + _next(said[place]) + said[place + 1 :]
    yield f"{said}x"


def _next(character: str) -> str:
    if character in "9zZ":
        return {"9": "0", "z": "a", "Z": "A"}[character]
    return chr(ord(character) + 1)

"""XML read one document at a time, after the survey of the whole file.

Expat joins text around comments and CDATA, so no value is cut short.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from functions.formats.survey import IsRoot, new_parser, split

_CHUNK_BYTES = 1024 * 1024
_NONE: Mapping[str, Any] = MappingProxyType({})


class Element:
    """An element by its local name; its children by theirs, so that prefixes do not matter.

    `taken` says that its text was read, `asked` which of its attributes, `apart` that it and all
    below it were read as a part by itself, as a line is.
    """

    __slots__ = (
        "apart",
        "asked",
        "attributes",
        "children",
        "line",
        "name",
        "namespace",
        "taken",
        "text",
    )

    def __init__(self, name: str, namespace: str, attributes: Mapping[str, str], line: int) -> None:
        self.name = name
        self.namespace = namespace
        self.attributes = attributes
        self.line = line
        self.children: Mapping[str, list[Element]] = _NONE
        self.text = ""
        self.taken = self.apart = False
        self.asked: tuple[str, ...] = ()

    def add(self, child: "Element") -> None:
        """Put a child behind those of its name; elements without any share one empty map."""
        if not isinstance(self.children, dict):
            self.children = {}
        self.children.setdefault(child.name, []).append(child)


def documents(content: bytes, is_root: IsRoot) -> Iterator[Element]:
    """Each document of a surveyed file, one in memory at a time."""
    builder = _Builder(is_root)
    view = memoryview(content)
    for start in range(0, len(content), _CHUNK_BYTES):
        builder.parser.Parse(bytes(view[start : start + _CHUNK_BYTES]), False)
        yield from builder.take()
    builder.parser.Parse(b"", True)
    yield from builder.take()


class _Builder:
    """The second pass: the elements of one document after the other."""

    def __init__(self, is_root: IsRoot) -> None:
        self._is_root = is_root
        self._open: list[Element] = []
        self._text: list[list[str]] = []
        self._ready: list[Element] = []
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def take(self) -> list[Element]:
        ready, self._ready = self._ready, []
        return ready

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, local = split(name)
        if not self._open and not self._is_root(namespace, local):
            return
        element = Element(local, namespace, attributes or _NONE, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].add(element)
        self._open.append(element)
        self._text.append([])

    def _characters(self, text: str) -> None:
        if self._text:
            self._text[-1].append(text)

    def _end(self, _: str) -> None:
        if not self._open:
            return
        element = self._open.pop()
        element.text = "".join(self._text.pop()).strip(" \t\r\n")
        if not self._open:
            self._ready.append(element)

"""The plain parser that each format's reader is built on: it takes the texts and checks nothing."""

from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat

Texts = list[list[str]]


def xml(content: bytes) -> Texts:
    """Every element's name and text, by expat."""
    texts: Texts = []
    parts: list[list[str]] = []

    def start(_name: str, _attributes: dict[str, str]) -> None:
        parts.append([])

    def characters(text: str) -> None:
        parts[-1].append(text)

    def end(name: str) -> None:
        if text := "".join(parts.pop()).strip():
            texts.append([name, text])

    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.Parse(content, True)
    return texts


def pdf(content: bytes) -> Texts:
    """The attached file by pypdf, then its elements by expat."""
    from pypdf import PdfReader

    found = PdfReader(BytesIO(content)).attachments
    return [text for files in found.values() for file in files for text in xml(file)]


def edifact(content: bytes) -> Texts:
    """Segments, elements and components by split."""
    segments = content.decode("latin-1").replace("\n", "").split("'")
    return [[part for element in s.split("+") for part in element.split(":")] for s in segments]


def x12(content: bytes) -> Texts:
    """Segments and elements by split."""
    return [segment.strip().split("*") for segment in content.decode().split("~")]


PLAIN: dict[str, Callable[[bytes], Texts]] = {
    "ubl": xml,
    "cii": xml,
    "factur-x": pdf,
    "edifact": edifact,
    "x12": x12,
}
BUILT_ON = {
    "ubl": "expat",
    "cii": "expat",
    "factur-x": "pypdf and expat",
    "edifact": "split",
    "x12": "split",
}

"""The first pass over XML from strangers: all of it is sound, or none of it is read.

Expat does the parsing: it streams and says line, column and byte of what it refuses. A DOCTYPE is
refused in every encoding, so no entity is ever expanded.
"""

from collections.abc import Callable
from xml.parsers import expat

from functions.runtime.errors import Invalid
from schemas.finding import Finding

SIZE_MAX_BYTES = 20 * 1024 * 1024
DEPTH_MAX = 100
ELEMENTS_MAX = 500_000
_TRUNCATED = frozenset({3, 5, 6, 20})  # no element, unclosed token, partial char, unclosed CDATA
_ENCODING = frozenset({18, 19})  # unknown, not what the declaration says

IsRoot = Callable[[str, str], bool]
"""Whether an element of this namespace and local name opens a document."""


def refusal(code: str, message: str, where: str = "") -> Invalid:
    """The refusal of a whole file: nothing in it was accepted."""
    status = 413 if code == "TIE-FILE-SIZE" else 400
    return Invalid(
        message, findings=[Finding(code=code, message=message, where=where)], status=status
    )


def survey(content: bytes, is_root: IsRoot) -> int:
    """How many documents the file holds. Raises Invalid, saying where, if it is unsound."""
    check_size(content)
    survey = _Survey(is_root)
    survey.run(content)
    return survey.documents


def check_size(content: bytes) -> None:
    """Raises Invalid for a file of nothing, or of more than is read."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise refusal("TIE-FILE-EMPTY", "the file is empty", "byte 0")
    if len(content) > SIZE_MAX_BYTES:
        raise refusal(
            "TIE-FILE-SIZE",
            f"the file has {len(content)} bytes; at most {SIZE_MAX_BYTES} are read",
            f"byte {SIZE_MAX_BYTES}",
        )


def new_parser() -> expat.XMLParserType:
    """A parser that names elements with their namespace and never follows a parameter entity."""
    parser = expat.ParserCreate(namespace_separator="\n")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    return parser


def split(name: str) -> tuple[str, str]:
    """Namespace and local name of what the parser calls an element."""
    namespace, _, local = name.rpartition("\n")
    return namespace, local


class _Survey:
    """The first pass: well-formed to the end, no DOCTYPE, nothing nested or long without end."""

    def __init__(self, is_root: IsRoot) -> None:
        self.documents = 0
        self._is_root = is_root
        self._depth = 0
        self._inside = 0
        self._elements = 0
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def run(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            raise self._malformed(error) from None
        except (LookupError, ValueError) as error:
            raise refusal(
                "TIE-FILE-ENCODING", f"the encoding cannot be read: {error}", "line 1"
            ) from None

    def _malformed(self, error: expat.ExpatError) -> Invalid:
        where = (
            f"line {error.lineno}, column {error.offset + 1}, byte {self._parser.ErrorByteIndex}"
        )
        reason = expat.ErrorString(error.code) or "not well-formed"
        if error.code in _TRUNCATED:
            return refusal("TIE-FILE-TRUNCATED", f"the file breaks off: {reason}", where)
        if error.code in _ENCODING:
            return refusal("TIE-FILE-ENCODING", f"the encoding cannot be read: {reason}", where)
        return refusal("TIE-FILE-MALFORMED", f"the file is not well-formed XML: {reason}", where)

    def _here(self) -> str:
        parser = self._parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return f"line {line}, column {column}, byte {parser.CurrentByteIndex}"

    def _doctype(self, *_: object) -> None:
        raise refusal("TIE-FILE-DOCTYPE", "a DOCTYPE is not allowed", self._here())

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise refusal("TIE-FILE-DEPTH", f"nested more than {DEPTH_MAX} deep", self._here())
        if self._inside:
            self._elements += 1
            if self._elements > ELEMENTS_MAX:
                message = f"more than {ELEMENTS_MAX} elements in one document"
                raise refusal("TIE-FILE-ELEMENTS", message, self._here())
        elif self._is_root(*split(name)):
            self.documents += 1
            self._inside, self._elements = self._depth, 0

    def _end(self, _: str) -> None:
        if self._depth == self._inside:
            self._inside = 0
        self._depth -= 1

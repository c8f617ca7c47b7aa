"""The tokenizer that EDIFACT and X12 share: where each segment of a file starts and ends."""

import codecs
from collections.abc import Iterator

from functions.formats import survey
from functions.runtime.errors import Invalid
from schemas.finding import Finding

SEGMENT_MAX_BYTES = 20_000
SEGMENTS_MAX = 200_000
"""Segments of one message."""
MESSAGES_MAX = 5_000
_NEWLINES = b"\r\n"
_BLANK = b" \t\r\n"
_PADDING = b"\x00\x1a"
"""What some systems fill a file's last block with, or mark its end with (ASCII SUB)."""


def start_of(content: bytes) -> int:
    """Behind the byte order mark and blanks."""
    start = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    while start < len(content) and content[start] in _BLANK:
        start += 1
    return start


def is_utf8(content: bytes) -> bool:
    """Whether every byte of it is UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def raw_segments(
    content: bytes, start: int, terminator: bytes, release: bytes = b""
) -> Iterator[tuple[int, int, bytes]]:
    """Where each segment starts and ends, and its bytes without terminator and line breaks.

    Blanks before a segment, lines wrapped anywhere and padding at the end are no part of it.
    Raises Invalid if the last one does not end, or one has no end in sight.
    """
    keep = terminator in (b"\n", b"\r")
    size = len(content if terminator in _PADDING else content.rstrip(_PADDING))
    may_release = release + _NEWLINES
    while True:
        while start < size and content[start] in _BLANK:
            start += 1
        if start >= size:
            return
        limit = start + SEGMENT_MAX_BYTES
        end = content.find(terminator, start, limit)
        while (
            release
            and end > 0
            and content[end - 1] in may_release
            and _released(content, start, end, release[0])
        ):
            end = content.find(terminator, end + 1, limit)
        if end < 0:
            raise _endless(content, start)
        raw = content[start:end]
        if not keep and (b"\n" in raw or b"\r" in raw):
            raw = raw.translate(None, _NEWLINES)
        yield start, end + 1, raw
        start = end + 1


def counts(said: str, count: int) -> bool:
    """Whether a control count says that many."""
    return said.isascii() and said.isdigit() and len(said) < 10 and int(said) == count


def control(message: str, where: str, byte: int) -> Finding:
    """A message whose own trailer contradicts it."""
    return Finding(code="TIE-CONTROL", message=message, where=f"{where}, byte {byte}")


def unsound(message: str, number: int, tag: str, byte: int, element: int = 0) -> Invalid:
    """The refusal of a file whose envelope has a hole; with an element, of one that miscounts."""
    shown = "".join(c for c in tag[:3] if c.isalnum() and c.isascii())
    inside = f", element {element}" if element else ""
    code = "TIE-FILE-CONTROL" if element else "TIE-FILE-ENVELOPE"
    return survey.refusal(code, message, f"segment {number} {shown}{inside}, byte {byte}")


def too_many(what: str, most: int, byte: int) -> Invalid:
    """The refusal of a file of more than is read."""
    code = "TIE-FILE-COUNT" if what == "messages" else "TIE-FILE-ELEMENTS"
    return survey.refusal(code, f"more than {most} {what}", f"byte {byte}")


def _endless(content: bytes, start: int) -> Invalid:
    if len(content) - start < SEGMENT_MAX_BYTES:
        message = "the file breaks off: the last segment does not end"
        return survey.refusal("TIE-FILE-TRUNCATED", message, f"byte {start}")
    message = f"a segment of more than {SEGMENT_MAX_BYTES} bytes"
    return survey.refusal("TIE-FILE-SEGMENT", message, f"byte {start}")


def _released(content: bytes, start: int, end: int, release: int) -> bool:
    """Whether the mark at `end` is data: an odd number of release characters stands before it,
    whatever lines were wrapped in between."""
    count, at = 0, end - 1
    while at >= start and (content[at] == release or content[at] in _NEWLINES):
        count += content[at] == release
        at -= 1
    return count % 2 == 1

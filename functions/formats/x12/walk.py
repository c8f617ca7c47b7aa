"""One X12 interchange (X12.5, X12.6): delimiters, groups, and where each transaction set stands.

The whole file is walked once before anything of it is read: every segment ends, every group
closes, every count and control number agrees, or the file is refused.
"""

from collections.abc import Iterator

from functions.formats import survey
from functions.formats.segments import Segment
from functions.formats.tokens import (
    MESSAGES_MAX,
    SEGMENTS_MAX,
    control,
    counts,
    is_utf8,
    raw_segments,
    start_of,
    too_many,
    unsound,
)
from functions.formats.x12.envelope import Envelope, FunctionalGroup, Interchange, Marks, segment
from functions.formats.x12.envelope import marks as read_marks
from functions.runtime.errors import Invalid


def interchange(content: bytes) -> Interchange:
    """The one interchange of a file. Raises Invalid, saying where, if its envelope is unsound."""
    survey.check_size(content)
    start = start_of(content)
    marks = read_marks(content, start)
    walk = _Walk(marks, "utf-8" if is_utf8(content) else "latin-1")
    for byte, end, raw in raw_segments(content, start, marks.terminator.encode("latin-1")):
        walk.take(byte, end, raw)
    return walk.close(len(content))


def opening(content: bytes) -> Interchange:
    """Only what ISA says: who is to be told that the rest is unsound. Raises Invalid where not
    even that can be read."""
    start = start_of(content)
    marks = read_marks(content, start)
    for byte, end, raw in raw_segments(content, start, marks.terminator.encode("latin-1")):
        walk = _Walk(marks, "utf-8" if is_utf8(raw) else "latin-1")
        walk.take(byte, end, raw)
        return walk.found
    raise survey.refusal("TIE-FILE-TRUNCATED", "the file ends before ISA", f"byte {start}")


def segments(content: bytes, found: Interchange, message: Envelope) -> Iterator[Segment]:
    """The segments of one transaction set, ST to SE."""
    body = content[message.start : message.end]
    ends = raw_segments(body, 0, found.marks.terminator.encode("latin-1"))
    for number, (byte, _, raw) in enumerate(ends, start=1):
        text = raw.decode(found.encoding)
        yield segment(text, found.marks.element, number, message.start + byte)


class _Walk:
    """The walk over the whole file: nothing is kept of a segment but what envelopes need."""

    def __init__(self, marks: Marks, encoding: str) -> None:
        self.found = Interchange(marks, encoding, "", ("", ""), ("", ""), "", False)
        self._count = 0
        self._group: FunctionalGroup | None = None
        self._before = 0
        self._groups = 0
        self._open: Envelope | None = None
        self._closed = False
        self._references: set[str] = set()

    def take(self, byte: int, end: int, raw: bytes) -> None:
        self._count += 1
        tag = raw.split(self.found.marks.element.encode("latin-1"), 1)[0].strip()
        if self._closed:
            raise self._unsound("nothing may follow IEA: one interchange a file", tag, byte)
        step = _STEPS.get(tag)
        if step is not None:
            text = raw.decode(self.found.encoding)
            step(self, segment(text, self.found.marks.element, self._count, byte))
            if tag == b"SE":
                self.found.messages[-1].end = end
        elif self._open is None:
            if tag != b"TA1":
                raise self._unsound("a segment outside of any transaction set", tag, byte)
        else:
            self._open.segments += 1
            if self._open.segments > SEGMENTS_MAX:
                raise too_many("segments in one transaction set", SEGMENTS_MAX, byte)

    def close(self, size: int) -> Interchange:
        if not self._closed:
            raise survey.refusal("TIE-FILE-TRUNCATED", "the file ends before IEA", f"byte {size}")
        return self.found

    def _unsound(self, message: str, tag: bytes, byte: int) -> Invalid:
        return unsound(message, self._count, tag.decode("latin-1"), byte)

    def _isa(self, at: Segment) -> None:
        if self._count > 1:
            raise self._unsound("ISA inside an interchange: IEA is missing", b"ISA", at.byte)
        if len(at.elements) != 17 or not at.peek(13):
            raise self._unsound("ISA has no control number", b"ISA", at.byte)
        self.found.version = at.peek(12)
        self.found.sender = (at.peek(6), at.peek(5))
        self.found.recipient = (at.peek(8), at.peek(7))
        self.found.reference = at.peek(13)
        self.found.sent = (at.peek(9), at.peek(10))
        self.found.asked = at.peek(14) == "1"
        self.found.test = at.peek(15) == "T"

    def _gs(self, at: Segment) -> None:
        if self._group or self._open:
            raise self._unsound("GS inside a group: GE is missing", b"GS", at.byte)
        said = (at.peek(1), at.peek(2), at.peek(3), at.peek(6), at.peek(8))
        self._group = FunctionalGroup(*said)
        self._before = len(self.found.messages)
        self._groups += 1
        self._references = set()

    def _st(self, at: Segment) -> None:
        if self._open is not None:
            raise self._unsound("ST inside a transaction set: SE is missing", b"ST", at.byte)
        if self._group is None:
            raise self._unsound("ST outside of any group: GS is missing", b"ST", at.byte)
        if len(self.found.messages) >= MESSAGES_MAX:
            raise too_many("messages", MESSAGES_MAX, at.byte)
        self._open = Envelope(at.peek(2), at.peek(1), self._group, at.byte)

    def _se(self, at: Segment) -> None:
        if self._open is None:
            raise self._unsound("SE closes no transaction set", b"SE", at.byte)
        message = self._open
        message.segments += 1
        where = f"message {message.reference[:35]}, segment {message.segments} SE"
        if not _same(at.peek(2), message.reference):
            said = "SE and ST differ in their control number"
            message.findings.append(control(said, f"{where}, element 2", at.byte))
        if not counts(at.peek(1), message.segments):
            said = f"SE counts other segments than the {message.segments} that are there"
            message.findings.append(control(said, f"{where}, element 1", at.byte))
        if message.reference in self._references:
            said = "another transaction set of the group has the same control number"
            message.findings.append(control(said, where, at.byte))
        self._references.add(message.reference)
        self.found.messages.append(message)
        self._open = None

    def _ge(self, at: Segment) -> None:
        if self._group is None or self._open:
            raise self._unsound("GE closes no group", b"GE", at.byte)
        if not _same(at.peek(2), self._group.number):
            raise _differs(at, 2, "GE and GS differ in their control number")
        if not counts(at.peek(1), len(self.found.messages) - self._before):
            raise _differs(at, 1, "GE counts other transaction sets than the group has")
        self._group = None

    def _iea(self, at: Segment) -> None:
        if self._open or self._group:
            raise self._unsound("IEA inside a group: GE is missing", b"IEA", at.byte)
        if not _same(at.peek(2), self.found.reference):
            raise _differs(at, 2, "IEA and ISA differ in their control number")
        if not counts(at.peek(1), self._groups):
            raise _differs(at, 1, "IEA counts other groups than are there")
        self._closed = True


_STEPS = {
    b"ISA": _Walk._isa, b"GS": _Walk._gs, b"ST": _Walk._st,
    b"SE": _Walk._se, b"GE": _Walk._ge, b"IEA": _Walk._iea,
}  # fmt: skip


def _same(one: str, other: str) -> bool:
    """Whether two control numbers are one; leading zeros of a number are no matter."""
    return one == other or (
        one.isascii()
        and other.isascii()
        and one.isdigit()
        and other.isdigit()
        and int(one) == int(other)
    )


def _differs(at: Segment, element: int, message: str) -> Invalid:
    return unsound(message, at.number, at.tag, at.byte, element)

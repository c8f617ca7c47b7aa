"""One EDIFACT interchange: who sends it to whom, and where each message stands in the file."""

from collections.abc import Iterator

from functions.formats import survey
from functions.formats.edifact.envelope import (
    Envelope,
    FunctionalGroup,
    Interchange,
    Marks,
    encoding_of,
    marks,
    segment,
)
from functions.formats.segments import Segment
from functions.formats.tokens import (
    MESSAGES_MAX,
    SEGMENTS_MAX,
    control,
    counts,
    raw_segments,
    start_of,
    too_many,
    unsound,
)
from functions.runtime.errors import Invalid


def interchange(content: bytes) -> Interchange:
    """The one interchange of a file. Raises Invalid, saying where, if its envelope is unsound."""
    survey.check_size(content)
    start = start_of(content)
    delimiters, start = marks(content, start)
    walk = _Walk(content, delimiters)
    for byte, end, raw in raw_segments(content, start, *delimiters.ends()):
        walk.take(byte, end, raw)
    return walk.close()


def opening(content: bytes) -> Interchange:
    """Only what UNB says: who is to be told that the rest is unsound. Raises Invalid where not
    even that can be read."""
    delimiters, start = marks(content, start_of(content))
    for byte, end, raw in raw_segments(content, start, *delimiters.ends()):
        walk = _Walk(content[:end], delimiters)
        walk.take(byte, end, raw)
        return walk.found
    raise survey.refusal("TIE-FILE-TRUNCATED", "the file ends before UNB", f"byte {start}")


def segments(content: bytes, found: Interchange, message: Envelope) -> Iterator[Segment]:
    """The segments of one message, UNH to UNT."""
    body = content[message.start : message.end]
    for number, (byte, _, raw) in enumerate(raw_segments(body, 0, *found.marks.ends()), start=1):
        yield segment(raw.decode(found.encoding), found.marks, number, message.start + byte)


class _Walk:
    """The walk over the whole file: nothing is kept of a segment but what envelopes need."""

    def __init__(self, content: bytes, delimiters: Marks) -> None:
        self._content = content
        self._marks = delimiters
        self._count = 0
        self.found = Interchange(delimiters, "latin-1", ("", ""), ("", ""), ("", ""), "", False)
        self._begun = False
        self._group: FunctionalGroup | None = None
        self._before = 0
        self._groups = 0
        self._open: Envelope | None = None
        self._closed = False
        self._references: set[str] = set()

    def take(self, byte: int, end: int, raw: bytes) -> None:
        self._count += 1
        tag = raw[:3]
        if not self._begun and tag != b"UNB":
            raise self._unsound("UNB is missing: no interchange opens here", tag, byte)
        if self._closed:
            raise self._unsound("nothing may follow UNZ: one interchange a file", tag, byte)
        step = _STEPS.get(tag)
        if step is not None:
            step(self, self._parsed(raw, byte))
            if tag == b"UNT":
                self.found.messages[-1].end = end
        elif self._open is None:
            raise self._unsound("a segment outside of any message", tag, byte)
        else:
            self._more(self._open, byte)

    def close(self) -> Interchange:
        if not self._closed:
            where = f"byte {len(self._content)}"
            raise survey.refusal("TIE-FILE-TRUNCATED", "the file ends before UNZ", where)
        return self.found

    def _more(self, message: Envelope, byte: int) -> None:
        message.segments += 1
        if message.segments > SEGMENTS_MAX:
            raise too_many("segments in one message", SEGMENTS_MAX, byte)

    def _parsed(self, raw: bytes, byte: int) -> Segment:
        text = raw.decode(self.found.encoding, "replace")
        return segment(text, self._marks, self._count, byte)

    def _unsound(self, message: str, tag: bytes, byte: int) -> Invalid:
        return unsound(message, self._count, tag.decode("latin-1"), byte)

    def _unb(self, at: Segment) -> None:
        if self._begun:
            raise self._unsound("UNB inside an interchange", b"UNB", at.byte)
        if not at.peek(5):
            raise self._unsound("UNB has no control reference", b"UNB", at.byte)
        syntax = (at.peek(1), at.peek(1, 2))
        self._begun = True
        self.found = Interchange(
            marks=self._marks,
            encoding=encoding_of(self._content, syntax[0]),
            syntax=syntax,
            sender=(at.peek(2), at.peek(2, 2)),
            recipient=(at.peek(3), at.peek(3, 2)),
            reference=at.peek(5),
            test=at.peek(11) == "1",
        )

    def _ung(self, at: Segment) -> None:
        if self._group or self._open:
            raise self._unsound("UNG inside a group or message", b"UNG", at.byte)
        parties = (at.peek(2), at.peek(2, 2)), (at.peek(3), at.peek(3, 2))
        self._group = FunctionalGroup(*parties, at.peek(5))
        self._before = len(self.found.messages)
        self._groups += 1

    def _une(self, at: Segment) -> None:
        if self._group is None or self._open:
            raise self._unsound("UNE closes no group", b"UNE", at.byte)
        if at.peek(2) != self._group.reference:
            raise _differs(at, 2, "UNE and UNG differ in their reference")
        if not counts(at.peek(1), len(self.found.messages) - self._before):
            raise _differs(at, 1, "UNE counts other messages than the group has")
        self._group = None

    def _unh(self, at: Segment) -> None:
        if self._open is not None:
            raise self._unsound("UNH inside a message: UNT is missing", b"UNH", at.byte)
        if len(self.found.messages) >= MESSAGES_MAX:
            raise too_many("messages", MESSAGES_MAX, at.byte)
        said = (at.peek(1), at.peek(2), at.peek(2, 2), at.peek(2, 3))
        self._open = Envelope(*said, at.byte, agency=at.peek(2, 4), group=self._group)

    def _unt(self, at: Segment) -> None:
        if self._open is None:
            raise self._unsound("UNT closes no message", b"UNT", at.byte)
        message = self._open
        message.segments += 1
        where = f"message {message.reference}, segment {message.segments} UNT"
        if at.peek(2) != message.reference:
            message.findings.append(
                control("UNT and UNH differ in their reference", f"{where}, element 2", at.byte)
            )
        if not counts(at.peek(1), message.segments):
            said = f"UNT counts other segments than the {message.segments} that are there"
            message.findings.append(control(said, f"{where}, element 1", at.byte))
        if message.reference in self._references:
            said = "another message of the interchange has the same reference"
            message.findings.append(control(said, where, at.byte))
        self._references.add(message.reference)
        self.found.messages.append(message)
        self._open = None

    def _unz(self, at: Segment) -> None:
        if self._open or self._group:
            raise self._unsound("UNZ inside a group or message", b"UNZ", at.byte)
        if at.peek(2) != self.found.reference:
            raise _differs(at, 2, "UNZ and UNB differ in their control reference")
        if not counts(at.peek(1), self._groups or len(self.found.messages)):
            raise _differs(at, 1, "UNZ counts other messages or groups than are there")
        self._closed = True


_STEPS = {
    b"UNB": _Walk._unb, b"UNG": _Walk._ung, b"UNH": _Walk._unh,
    b"UNT": _Walk._unt, b"UNE": _Walk._une, b"UNZ": _Walk._unz,
}  # fmt: skip


def _differs(at: Segment, element: int, message: str) -> Invalid:
    return unsound(message, at.number, at.tag, at.byte, element)

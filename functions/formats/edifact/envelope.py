"""The EDIFACT envelope (ISO 9735): delimiters, interchange, groups, and what their controls say.

The whole file is walked once before anything of it is read: every segment ends, every group
closes, every count and reference agrees, or the file is refused.
"""

import codecs
from dataclasses import dataclass, field
from typing import NamedTuple

from functions.formats import survey
from functions.formats.segments import Segment
from functions.formats.tokens import is_utf8
from schemas.finding import Finding

_ENCODINGS = {
    "UNOA": "latin-1", "UNOB": "latin-1", "UNOC": "latin-1", "UNOD": "iso8859-2",
    "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4",
    "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9", "UNOW": "utf-8",
    "UNOY": "utf-8",
}  # fmt: skip


class Marks(NamedTuple):
    """The service characters, each one character (UNA, ISO 9735 section 9.1)."""

    component: str = ":"
    element: str = "+"
    decimal: str = ""
    """The one that UNA names; nothing where none does: then either of comma and point is it."""
    release: str = "?"
    terminator: str = "'"

    def ends(self) -> tuple[bytes, bytes]:
        """What ends a segment, and what makes it data."""
        return self.terminator.encode("latin-1"), self.release.encode("latin-1")


class FunctionalGroup(NamedTuple):
    """UNG: who in particular sends the group to whom (S006, S007), and its reference (0048)."""

    sender: tuple[str, str]
    recipient: tuple[str, str]
    reference: str


@dataclass(slots=True)
class Envelope:
    """A message's place in the file, and what its own header and trailer say."""

    reference: str
    kind: str
    version: str
    release: str
    start: int
    end: int = 0
    segments: int = 1
    agency: str = "UN"
    group: FunctionalGroup | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def format(self) -> str:
        """As `python -m functions.formats` spells it."""
        return f"edifact {self.version}.{self.release}".lower()


@dataclass(slots=True)
class Interchange:
    """UNB to UNZ. Parties are identification and qualifier (S002 and S003)."""

    marks: Marks
    encoding: str
    syntax: tuple[str, str]
    sender: tuple[str, str]
    recipient: tuple[str, str]
    reference: str
    test: bool
    messages: list[Envelope] = field(default_factory=list)

    @property
    def decimal(self) -> str:
        """The decimal mark; nothing where comma and point both are it. Version 4 of the syntax
        ignores what UNA says of it."""
        return "" if self.syntax[1] == "4" else self.marks.decimal


def marks(content: bytes, start: int) -> tuple[Marks, int]:
    """The delimiters, and where the first segment behind UNA starts."""
    if content[start : start + 3] != b"UNA":
        return Marks(), start
    said = content[start + 3 : start + 9].decode("latin-1")
    where = f"segment 1 UNA, byte {start}"
    if len(said) < 6:
        raise survey.refusal("TIE-FILE-TRUNCATED", "the file breaks off in UNA", where)
    found = Marks(said[0], said[1], said[2], "" if said[3] == " " else said[3], said[5])
    apart = [mark for mark in (*found[:2], *found[3:]) if mark]
    if len(set(apart)) < len(apart) or any(m.isalnum() or m == " " or m > "~" for m in found if m):
        raise survey.refusal("TIE-FILE-ENVELOPE", "UNA gives no usable delimiters", where)
    if found.decimal not in ".,":
        raise survey.refusal("TIE-FILE-ENVELOPE", "UNA gives no decimal mark", where)
    return found, start + 9


def encoding_of(content: bytes, syntax: str) -> str:
    """The encoding: UTF-8 where the bytes are that, as many senders write whatever they declare;
    else what the syntax identifier (0001) declares. Raises Invalid for one we do not know."""
    declared = _ENCODINGS.get(syntax, "latin-1" if content.isascii() else "")
    utf8 = content.startswith(codecs.BOM_UTF8) or declared in ("", "utf-8") or is_utf8(content)
    try:
        content.decode("utf-8" if utf8 else declared)
    except UnicodeDecodeError as error:
        message = "the text is not in the encoding that its syntax identifier declares"
        raise survey.refusal("TIE-FILE-ENCODING", message, f"byte {error.start}") from None
    return "utf-8" if utf8 else declared


def segment(text: str, marks: Marks, number: int, byte: int) -> Segment:
    """A segment from its text."""
    if not marks.release or marks.release not in text:
        elements = [each.split(marks.component) for each in text.split(marks.element)]
        return Segment(elements, number, byte)
    elements, component, released = [[""]], 0, False
    for mark in text:
        if released or mark not in (marks.release, marks.element, marks.component):
            elements[-1][component] += mark
            released = False
        elif mark == marks.release:
            released = True
        elif mark == marks.element:
            elements.append([""])
            component = 0
        else:
            elements[-1].append("")
            component += 1
    return Segment(elements, number, byte)

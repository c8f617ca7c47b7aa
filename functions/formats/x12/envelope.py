"""The X12 envelope (X12.5, X12.6): delimiters, and what interchange, group and set say."""

from dataclasses import dataclass, field
from typing import NamedTuple

from functions.formats import survey
from functions.formats.segments import Segment
from functions.formats.tokens import unsound
from schemas.finding import Finding


class Marks(NamedTuple):
    """The delimiters, as the positions of ISA give them."""

    element: str
    component: str
    terminator: str


class FunctionalGroup(NamedTuple):
    """GS: what the group holds, who sends it to whom, its control number and version."""

    kind: str
    sender: str
    recipient: str
    number: str
    version: str


@dataclass(slots=True)
class Envelope:
    """A transaction set's place in the file, and what its own header and trailer say."""

    reference: str
    kind: str
    group: FunctionalGroup
    start: int
    end: int = 0
    segments: int = 1
    findings: list[Finding] = field(default_factory=list)

    @property
    def format(self) -> str:
        """As `python -m functions.formats` spells it."""
        return f"x12 {self.group.version}".lower()


@dataclass(slots=True)
class Interchange:
    """ISA to IEA. Parties are identifier and qualifier."""

    marks: Marks
    encoding: str
    version: str
    sender: tuple[str, str]
    recipient: tuple[str, str]
    reference: str
    test: bool
    sent: tuple[str, str] = ("", "")
    """ISA09 and ISA10, as the sender wrote them."""
    asked: bool = False
    """ISA14: the sender wants an interchange acknowledgement (TA1) also of a sound one."""
    messages: list[Envelope] = field(default_factory=list)


def marks(content: bytes, start: int) -> Marks:
    """The delimiters. ISA has sixteen elements; some senders do not pad them, so its end is found
    by counting, which for a padded one is position 105 and 106."""
    if content[start : start + 3] != b"ISA":
        raise unsound("ISA is missing: no interchange opens here", 1, "", start)
    element, at = content[start + 3 : start + 4], start + 3
    for _ in range(15):
        at = content.find(element, at + 1, start + 300) if element else -1
        if at < 0:
            raise survey.refusal(
                "TIE-FILE-TRUNCATED", "the file breaks off in ISA", f"segment 1 ISA, byte {start}"
            )
    component, terminator = content[at + 1 : at + 2], content[at + 2 : at + 3]
    found = [mark.decode("latin-1") for mark in (element, component, terminator)]
    usable = all(mark and not mark.isalnum() and "\x07" < mark <= "~" for mark in found)
    if not usable or len(set(found)) < 3 or found[0] == " " or found[2] == " ":
        raise unsound("ISA gives no usable delimiters", 1, "ISA", start)
    return Marks(*found)


def segment(text: str, element: str, number: int, byte: int) -> Segment:
    """A segment from its text; components stay in their element as they were written."""
    return Segment([[each] for each in text.split(element)], number, byte)

"""The syntax and service report of an EDIFACT interchange (CONTRL, ISO 9735-4).

It says what was read and what was not; what the buyer makes of an invoice afterwards it does not
say.

A rejection is always due. An acknowledgement is due where UNB (0031) or the interchange agreement
asks for one (CONTRL, 1.3); the agreement of the file door asks for one of every interchange. None
is ever written to a CONTRL.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from functions.formats.edifact.envelope import Envelope, Interchange, Marks
from functions.formats.edifact.walk import interchange, opening
from functions.formats.segments import NOTHING, UNSUPPORTED, spot_of
from functions.runtime.errors import Invalid
from functions.runtime.reading import Acknowledgement, Fate
from schemas.finding import Finding

ACCEPTED, REJECTED = "7", "4"
"""Actions (0083): acknowledged as far as nothing below is rejected; rejected."""
_ERRORS_MAX = 999
_MISSING, _MISMATCH, _COUNT, _DUPLICATE, _INVALID, _UNSUPPORTED = "13", "28", "29", "26", "12", "14"
_EMPTY = "32"
"""Errors (0085)."""
_UNSPECIFIED = "18"
_REFUSALS = {
    "TIE-FILE-CONTROL": "29",
    "TIE-FILE-DUPLICATE": "26",
    "TIE-FILE-ENCODING": "21",
    "TIE-FILE-TRUNCATED": "13",
    NOTHING: _EMPTY,
}
_SERVICE = "CONTRL"
_ENDING = "edi"

Row = list[list[str]]


def answer(content: bytes, fate: Fate) -> Acknowledgement | None:
    """The CONTRL to a file, the same each time. None to one that is itself an answer, or that
    does not say whom to tell."""
    reference = fate.file.rpartition("_")[2][:14].upper()
    only = fate.refused[0].code if fate.refused else NOTHING
    try:
        found = interchange(content) if only == NOTHING else opening(content)
    except Invalid:
        return None
    if found.messages and all(each.kind == _SERVICE for each in found.messages):
        return None
    if found.messages:
        wrong = [UNSUPPORTED] if fate.refused else []
        findings = [
            wrong or fate.rejected.get(place, ()) for place in range(1, len(found.messages) + 1)
        ]
        said = acknowledge(found, findings, reference=reference, at=fate.at)
    else:
        said = refuse(found, fate.refused, reference=reference, at=fate.at)
    return Acknowledgement(_ENDING, said.encode(found.encoding))


def acknowledge(
    found: Interchange, findings: Sequence[Sequence[Finding]], *, reference: str, at: datetime
) -> str:
    """A CONTRL back to the sender. `findings` are those of each message in order, none for one
    that was accepted; `reference` is our own control reference, at most 14 characters."""
    answers: list[Row] = []
    outcomes = zip(found.messages, findings, strict=True)
    for group, members in groupby(outcomes, key=lambda outcome: outcome[0].group):
        if group:
            heard = [list(group.sender), list(group.recipient)]
            answers.append([["UCF"], [group.reference], *heard, [ACCEPTED]])
        answers += [row for envelope, wrong in members for row in _message(envelope, wrong)]
    return _report(found, [[ACCEPTED]], answers, reference, at)


def refuse(found: Interchange, findings: Sequence[Finding], *, reference: str, at: datetime) -> str:
    """A CONTRL that rejects the interchange as a whole. `found` is what `walk.opening` reads of
    it, `findings` are why; TIE-FILE-DUPLICATE says that it came before."""
    codes = [_REFUSALS.get(finding.code, _UNSPECIFIED) for finding in findings]
    return _report(found, [[REJECTED], [(codes or [_UNSPECIFIED])[0]]], [], reference, at)


def _report(
    found: Interchange, action: Row, answers: list[Row], reference: str, at: datetime
) -> str:
    heard: Row = [list(found.sender), list(found.recipient)]
    message: list[Row] = [
        [["UNH"], ["1"], ["CONTRL", "D", "3", "UN"]],
        [["UCI"], [found.reference], *heard, *action],
        *answers,
    ]
    message.append([["UNT"], [str(len(message) + 1)], ["1"]])
    opened: Row = [
        ["UNB"], list(found.syntax), list(found.recipient), list(found.sender),
        [at.strftime("%y%m%d"), at.strftime("%H%M")], [reference],
    ]  # fmt: skip
    if found.test:
        opened += [[""], [""], [""], [""], [""], ["1"]]
    closed: Row = [["UNZ"], ["1"], [reference]]
    marks = found.marks
    una = f"UNA{marks.component}{marks.element}{marks.decimal or '.'}{marks.release or ' '} "
    rows = (_written(row, marks) for row in (opened, *message, closed))
    return una + marks.terminator + "".join(rows)


def _message(envelope: Envelope, findings: Sequence[Finding]) -> Iterator[Row]:
    """The message (UCM), and each segment (UCS) and element (UCD) that is wrong, in order."""
    kind = [envelope.kind, envelope.version, envelope.release, envelope.agency]
    answer: Row = [["UCM"], [envelope.reference], kind, [REJECTED if findings else ACCEPTED]]
    spots = [(spot, finding) for finding in findings if (spot := spot_of(finding))]
    trailer = [pair for pair in spots if pair[0].tag == "UNT"]
    if trailer:
        spot, finding = trailer[0]
        answer += [[{1: _COUNT, 2: _MISMATCH}.get(spot.element, _DUPLICATE)], ["UNT"]]
    elif findings and not spots:
        answer += [[_UNSUPPORTED]]
    yield answer
    inside = sorted((pair for pair in spots if pair[0].tag != "UNT"), key=lambda pair: pair[0])
    for number, group in groupby(inside[:_ERRORS_MAX], key=lambda pair: pair[0].number):
        wrong = list(group)
        elements = [(spot, finding) for spot, finding in wrong if spot.element]
        yield [["UCS"], [str(number)], *([] if elements else [[_error(wrong[0][1])]])]
        for spot, finding in elements:
            # 0098 counts the segment's tag as the first element.
            place = [str(spot.element + 1), *([str(spot.component)] if spot.component else [])]
            yield [["UCD"], [_error(finding)], place]


def _error(finding: Finding) -> str:
    return _MISSING if finding.code.startswith(("BR-", "TIE-MISSING")) else _INVALID


def _written(row: Row, marks: Marks) -> str:
    """A segment as text: empty components at the end of an element are left away."""
    elements = []
    for element in row:
        said = [_released(text, marks) for text in element]
        while len(said) > 1 and not said[-1]:
            said.pop()
        elements.append(marks.component.join(said))
    return marks.element.join(elements) + marks.terminator


def _released(text: str, marks: Marks) -> str:
    if not marks.release:
        return text
    service = (marks.release, marks.element, marks.component, marks.terminator)
    return "".join(marks.release + each if each in service else each for each in text)

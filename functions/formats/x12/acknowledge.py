"""The functional acknowledgement of an X12 interchange (997, X12.24): group by group, set by set.

It says what was read and what was not; what the buyer makes of an invoice afterwards it does not
say. None is written to an acknowledgement (a group FA).

ISA14 is about the TA1 alone: one that accepts the interchange is written where it asks for it, one
that rejects it always. The 997 is due by X12.24 and the agreement of the file door.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from functions.formats.segments import NOTHING, UNSUPPORTED, Spot, spot_of
from functions.formats.x12.envelope import Envelope, FunctionalGroup, Interchange
from functions.formats.x12.walk import interchange, opening
from functions.runtime.errors import Invalid
from functions.runtime.reading import Acknowledgement, Fate
from schemas.base import digest
from schemas.finding import Finding

Outcome = tuple[Envelope, Sequence[Finding]]
_ERRORS_MAX = 999
_REPETITION_SINCE = "00402"
"""The version from which ISA11 is the repetition separator."""
_MISSING = ("BR-", "TIE-MISSING")
_ANSWERS = "FA"
_ELEMENTS = "8"
_ENDING = "x12"
_NUMBERS = 999_999_999
_SOUND, _CONTENT = "000", "024"
"""Notes of a TA1 (I18): no error, invalid interchange content."""


def answer(content: bytes, fate: Fate) -> Acknowledgement | None:
    """The 997 or TA1 to a file, the same each time. None to one of acknowledgements alone, or
    that does not say whom to tell."""
    number = int(digest(fate.file)[:15], 16) % _NUMBERS + 1
    only = fate.refused[0].code if fate.refused else NOTHING
    try:
        found = interchange(content) if only == NOTHING else opening(content)
    except Invalid:
        return None
    if found.messages:
        wrong = [UNSUPPORTED] if fate.refused else []
        findings = [
            wrong or fate.rejected.get(place, ()) for place in range(1, len(found.messages) + 1)
        ]
        said = acknowledge(found, findings, number=number, at=fate.at)
    else:
        said = refuse(found, fate.refused, number=number, at=fate.at)
    return Acknowledgement(_ENDING, said.encode(found.encoding)) if said else None


def acknowledge(
    found: Interchange, findings: Sequence[Sequence[Finding]], *, number: int, at: datetime
) -> str:
    """One 997 a functional group, back to the sender; nothing to acknowledgements alone.

    `findings` are those of each transaction set in order, none for one that was accepted; `number`
    is our own control number.
    """
    outcomes = [
        outcome
        for outcome in zip(found.messages, findings, strict=True)
        if outcome[0].group.kind != _ANSWERS
    ]
    if not outcomes:
        return ""
    groups = groupby(outcomes, key=lambda outcome: outcome[0].group)
    rows = [["TA1", found.reference, *found.sent, "A", _SOUND]] if found.asked else []
    count = 0
    for count, (group, members) in enumerate(groups, start=1):
        own = str((number + count - 1) % _NUMBERS + 1)
        rows += [_gs(group, own, at), *_set(group, list(members)), ["GE", "1", own]]
    return _written(found, rows, count, number, at)


def refuse(found: Interchange, findings: Sequence[Finding], *, number: int, at: datetime) -> str:
    """A TA1 that rejects the interchange as a whole. `found` is what `walk.opening` reads of it,
    `findings` are why; TIE-FILE-DUPLICATE says that it came before."""
    codes = [_refusal(finding) for finding in findings]
    answer = ["TA1", found.reference, *found.sent, "R", (codes or [_CONTENT])[0]]
    return _written(found, [answer], 0, number, at)


def _written(
    found: Interchange, rows: list[list[str]], groups: int, number: int, at: datetime
) -> str:
    reference = f"{number:09}"[-9:]
    whole = [_isa(found, reference, at), *rows, ["IEA", str(groups), reference]]
    marks = found.marks
    return "".join(marks.element.join(row) + marks.terminator for row in whole)


def _refusal(finding: Finding) -> str:
    """The interchange's error (I18): control numbers, counts, end of file, content, duplicate."""
    spot = spot_of(finding)
    if finding.code == "TIE-FILE-CONTROL" and spot and spot.tag == "IEA":
        return {1: "021", 2: "001"}.get(spot.element, _CONTENT)
    return {"TIE-FILE-TRUNCATED": "023", "TIE-FILE-DUPLICATE": "025"}.get(finding.code, _CONTENT)


def _isa(found: Interchange, reference: str, at: datetime) -> list[str]:
    to, us = found.sender, found.recipient
    modern = found.version >= _REPETITION_SINCE
    return [
        "ISA", "00", " " * 10, "00", " " * 10, us[1].ljust(2), us[0].ljust(15), to[1].ljust(2),
        to[0].ljust(15), at.strftime("%y%m%d"), at.strftime("%H%M"), "^" if modern else "U",
        found.version, reference, "0", "T" if found.test else "P", found.marks.component,
    ]  # fmt: skip


def _gs(group: FunctionalGroup, own: str, at: datetime) -> list[str]:
    day, time = at.strftime("%Y%m%d"), at.strftime("%H%M")
    return ["GS", "FA", group.recipient, group.sender, day, time, own, "X", group.version]


def _set(group: FunctionalGroup, members: list[Outcome]) -> list[list[str]]:
    body = [["ST", "997", "0001"], ["AK1", group.kind, group.number]]
    for envelope, findings in members:
        body += [["AK2", envelope.kind, envelope.reference], *_said(findings)]
    accepted = sum(not findings for _, findings in members)
    whole = "A" if accepted == len(members) else "P" if accepted else "R"
    total = str(len(members))
    body.append(["AK9", whole, total, total, str(accepted)])
    return [*body, ["SE", str(len(body) + 1), "0001"]]


def _said(findings: Sequence[Finding]) -> Iterator[list[str]]:
    """Where the set is wrong (AK3, AK4), each segment once, and what becomes of it (AK5)."""
    if not findings:
        yield ["AK5", "A"]
        return
    spots = [(spot, finding) for finding in findings if (spot := spot_of(finding))]
    inside = sorted((pair for pair in spots if pair[0].tag != "SE"), key=lambda pair: pair[0])
    for place, group in groupby(inside[:_ERRORS_MAX], key=lambda pair: pair[0][:2]):
        wrong = list(group)
        elements = [(spot, finding) for spot, finding in wrong if spot.element]
        error = _ELEMENTS if elements else _segment_error(wrong[0][1])
        yield ["AK3", place[1], str(place[0]), "", error]
        for spot, finding in elements:
            yield ["AK4", str(spot.element), "", _element_error(finding)]
    codes = [_set_error(spot, finding) for spot, finding in _trailers(findings)]
    codes += ["5"] if inside or not codes else []
    yield ["AK5", "R", *dict.fromkeys(codes)][:7]


def _trailers(findings: Sequence[Finding]) -> Iterator[tuple[Spot | None, Finding]]:
    for finding in findings:
        spot = spot_of(finding)
        if finding.code == UNSUPPORTED.code or (spot and spot.tag == "SE"):
            yield spot, finding


def _set_error(spot: Spot | None, finding: Finding) -> str:
    """The set's error (718): not supported, control number, count, not unique."""
    if finding.code == UNSUPPORTED.code or spot is None:
        return "1"
    return {1: "4", 2: "3"}.get(spot.element, "23")


def _segment_error(finding: Finding) -> str:
    """The segment's error (720): something behind it is missing, used too often, unexpected."""
    if finding.code.startswith(_MISSING):
        return "3"
    return "5" if finding.code == "TIE-REPEATED" else "2"


def _element_error(finding: Finding) -> str:
    """The element's error (723): missing, or no value of its type."""
    return "1" if finding.code.startswith(_MISSING) else "7"

"""The CONTRL says for each message whether it was read and where not; our own reader accepts it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.formats import edifact
from functions.formats.edifact.acknowledge import acknowledge, refuse
from functions.formats.edifact.walk import interchange, opening, segments
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.finding import Finding

FIXTURES = Path(__file__).parents[1] / "fixtures" / "edifact"
FULL = (FIXTURES / "invoice_d96a.edi").read_bytes()
GROUP = (FIXTURES / "batch_in_group_d01b.edi").read_bytes()
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def _findings(content: bytes) -> list[tuple[Finding, ...]]:
    return [each.findings if isinstance(each, Unreadable) else () for each in edifact.read(content)]


def _answer(content: bytes) -> list[list[list[str]]]:
    text = acknowledge(interchange(content), _findings(content), reference="T0000042", at=AT)
    again = interchange(text.encode())
    assert (again.reference, len(again.messages)) == ("T0000042", 1)
    [message] = again.messages
    assert message.findings == []
    assert (message.kind, message.format) == ("CONTRL", "edifact d.3")
    return [at.elements for at in segments(text.encode(), again, message)]


def test_a_batch_partly_accepted() -> None:
    kind, order = ["INVOIC", "D", "01B", "UN"], ["ORDERS", "D", "01B", "UN"]
    assert _answer(GROUP) == [
        [["UNH"], ["1"], ["CONTRL", "D", "3", "UN"]],
        [["UCI"], ["7001"], ["NORDLICHT", "ZZ"], ["TIEOUT", "ZZ"], ["7"]],
        [["UCF"], ["55"], ["NORDLICHT"], ["TIEOUT"], ["7"]],
        [["UCM"], ["1"], kind, ["7"]],
        [["UCM"], ["2"], kind, ["4"]],
        [["UCS"], ["2"]],
        [["UCD"], ["12"], ["4"]],
        [["UCM"], ["3"], kind, ["4"]],
        [["UCS"], ["12"]],
        [["UCD"], ["12"], ["2", "2"]],
        [["UCS"], ["17"], ["12"]],
        [["UCM"], ["4"], order, ["4"], ["14"]],
        [["UNT"], ["13"], ["1"]],
    ]


def test_it_goes_back_to_the_sender_under_our_own_reference() -> None:
    found = interchange(FULL)
    text = acknowledge(found, [()], reference="T1", at=AT)
    again = interchange(text.encode())
    assert (again.sender, again.recipient) == (found.recipient, found.sender)
    assert text.startswith("UNA:+,? 'UNB+UNOC:3+4098765000002:14+4012345000009:14+261120:1230+T1'")
    assert "UCI+NW0000417+4012345000009:14+4098765000002:14+7'" in text


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        (b"UNT+94+417", b"UNT+93+417", [["4"], ["29"], ["UNT"]]),
        (b"UNT+94+417", b"UNT+94+418", [["4"], ["28"], ["UNT"]]),
        (b"NAD+SU+", b"NAD+XX+", [["4"]]),
    ],
)
def test_each_fault_has_its_code(old: bytes, new: bytes, answer: list[list[str]]) -> None:
    rows = _answer(FULL.replace(old, new, 1))
    assert rows[2][3:] == answer


def test_a_second_message_of_one_reference_is_a_duplicate() -> None:
    rows = _answer(GROUP.replace(b"UNH+2+", b"UNH+1+").replace(b"+2'", b"+1'"))
    assert rows[4][3:] == [["4"], ["26"], ["UNT"]]


def test_what_is_missing_is_named_at_its_segment() -> None:
    rows = _answer(FULL.replace(b"NAD+SU+", b"NAD+XX+", 1))
    assert rows[3] == [["UCS"], ["1"], ["13"]]


def test_marks_in_references_are_released() -> None:
    rows = _answer(FULL.replace(b"+417'", b"+4?+17'").replace(b"UNH+417+", b"UNH+4?+17+"))
    assert rows[2][1] == ["4+17"]


def test_a_test_interchange_is_answered_as_one() -> None:
    content = FULL.replace(b"++INVOIC'", b"++INVOIC++++1'", 1)
    assert interchange(content).test
    assert interchange(acknowledge(interchange(content), [()], reference="T", at=AT).encode()).test


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"UNZ+1", b"UNZ+2", "29"),
        (b"UNZ+1+NW0000417'", b"", "13"),
        (b"UNH+417", b"UNX+417", "18"),
    ],
)
def test_an_unsound_interchange_is_refused_as_a_whole(old: bytes, new: bytes, code: str) -> None:
    content = FULL.replace(old, new, 1)
    with pytest.raises(Invalid) as refused:
        edifact.read(content)
    text = refuse(opening(content), refused.value.findings, reference="T9", at=AT)
    assert f"UCI+NW0000417+4012345000009:14+4098765000002:14+4+{code}'" in text
    assert interchange(text.encode()).reference == "T9"


def test_a_duplicate_interchange_is_refused_as_one() -> None:
    again = Finding(code="TIE-FILE-DUPLICATE", message="the interchange came before")
    assert "+4+26'" in refuse(opening(FULL), [again], reference="T9", at=AT)
    assert "+4+18'" in refuse(opening(FULL), [], reference="T9", at=AT)

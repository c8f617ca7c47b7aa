"""The 997 says for each set whether it was read and where not, and our own reader accepts it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.formats import x12
from functions.formats.x12.acknowledge import acknowledge, refuse
from functions.formats.x12.walk import interchange, opening, segments
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.finding import Finding

FIXTURES = Path(__file__).parents[1] / "fixtures" / "x12"
BATCH = (FIXTURES / "batch_of_three.edi").read_bytes()
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def _findings(content: bytes) -> list[tuple[Finding, ...]]:
    return [each.findings if isinstance(each, Unreadable) else () for each in x12.read(content)]


def _answer(content: bytes) -> list[list[str]]:
    text = acknowledge(interchange(content), _findings(content), number=42, at=AT)
    again = interchange(text.encode())
    assert again.reference == "000000042"
    said = [at for message in again.messages for at in segments(text.encode(), again, message)]
    assert all(message.findings == [] for message in again.messages)
    return [[part[0] for part in at.elements] for at in said]


def test_a_batch_partly_accepted() -> None:
    assert _answer(BATCH) == [
        ["ST", "997", "0001"],
        ["AK1", "IN", "500"],
        ["AK2", "810", "0001"],
        ["AK5", "A"],
        ["AK2", "810", "0002"],
        ["AK5", "A"],
        ["AK2", "810", "0003"],
        ["AK3", "AMT", "49", "", "8"],
        ["AK4", "2", "", "7"],
        ["AK5", "R", "5"],
        ["AK9", "P", "3", "3", "2"],
        ["SE", "12", "0001"],
    ]


def test_it_goes_back_to_the_sender_under_our_own_number() -> None:
    content = (FIXTURES / "invoice_004010.edi").read_bytes()
    found = interchange(content)
    text = acknowledge(found, [()], number=42, at=AT)
    again = interchange(text.encode())
    assert (again.sender, again.recipient) == (found.recipient, found.sender)
    assert (again.reference, again.version, again.test) == ("000000042", "00401", False)
    [message] = again.messages
    assert (message.kind, message.group.kind) == ("997", "FA")
    assert (message.group.sender, message.group.recipient) == ("TIEOUT", "NORDLICHT")
    assert text.startswith("ISA*00*          *00*          *12*4940555010     *ZZ*NORDLICHT      *")
    assert text[70:106] == "261120*1230*U*00401*000000042*0*P*>~"
    assert "AK9*A*1*1*1~" in text


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (b"SE*55*0001", b"SE*54*0001", ["4"]),
        (b"SE*55*0001", b"SE*55*0009", ["3"]),
        (b"SE*55*0001", b"SE*54*0009", ["3", "4"]),
        (b"CUR*SE*EUR~\n", b"", ["4", "5"]),
        (b"ST*810*", b"ST*850*", ["1"]),
    ],
)
def test_each_fault_has_its_code(old: bytes, new: bytes, codes: list[str]) -> None:
    content = (FIXTURES / "invoice_004010.edi").read_bytes().replace(old, new, 1)
    found = interchange(content)
    wrong = _unreadable(content)
    text = acknowledge(found, [wrong], number=7, at=AT)
    [answer] = [row.split("*") for row in text.split("~") if row.startswith("AK5")]
    assert (answer[1], sorted(answer[2:])) == ("R", codes)
    assert "AK9*R*1*1*0~" in text


def _unreadable(content: bytes) -> tuple[Finding, ...]:
    if b"ST*850" in content:
        message = "not an invoice: 850"
        return (Finding(code="TIE-MESSAGE-TYPE", message=message, where="message 0001"),)
    [read] = x12.read(content)
    assert isinstance(read, Unreadable)
    return read.findings


def test_a_missing_segment_is_named_without_an_element() -> None:
    content = (FIXTURES / "invoice_004010.edi").read_bytes().replace(b"N1*SE*", b"N1*ZZ*", 1)
    assert ["AK3", "ST", "1", "", "3"] in _answer(content)
    assert ["AK5", "R", "5"] in _answer(content)


def test_each_group_is_acknowledged_by_itself() -> None:
    one = (FIXTURES / "invoice_004010.edi").read_bytes()
    start, end = one.index(b"GS*"), one.index(b"IEA*")
    second = one[start:end].replace(b"*417*X", b"*418*X").replace(b"GE*1*417", b"GE*1*418")
    content = one[:end] + second + b"IEA*2*000000417~"
    rows = _answer(content)
    assert [row for row in rows if row[0] == "AK1"] == [["AK1", "IN", "417"], ["AK1", "IN", "418"]]
    assert [row for row in rows if row[0] == "AK9"] == [["AK9", "A", "1", "1", "1"]] * 2


def test_later_versions_name_a_repetition_separator() -> None:
    content = (FIXTURES / "invoice_004010.edi").read_bytes().replace(b"*00401*", b"*00501*")
    text = acknowledge(interchange(content), [()], number=1, at=AT)
    assert text[82] == "^"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"IEA*1*000000417", b"IEA*1*000000418", "001"),
        (b"IEA*1*000000417", b"IEA*2*000000417", "021"),
        (b"IEA*1*000000417~", b"", "023"),
        (b"GE*1*417", b"GE*1*418", "024"),
        (b"GS*IN", b"GX*IN", "024"),
    ],
)
def test_an_unsound_interchange_is_refused_as_a_whole(old: bytes, new: bytes, code: str) -> None:
    content = (FIXTURES / "invoice_004010.edi").read_bytes().replace(old, new, 1)
    with pytest.raises(Invalid) as refused:
        x12.read(content)
    text = refuse(opening(content), refused.value.findings, number=9, at=AT)
    assert f"TA1*000000417*261031*1830*R*{code}~IEA*0*000000009~" in text
    assert interchange(text.encode()).sender == ("4940555010", "12")


def test_a_duplicate_interchange_is_refused_as_one() -> None:
    found = opening(BATCH)
    again = Finding(code="TIE-FILE-DUPLICATE", message="the interchange came before")
    assert "*R*025~" in refuse(found, [again], number=9, at=AT)
    assert "*R*024~" in refuse(found, [], number=9, at=AT)

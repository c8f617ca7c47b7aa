"""X12 files that must be refused, whole or by the set, for a reason that says where."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import sniff
from functions.payables.rules import findings
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "x12"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())
FULL = (DOCUMENTS / "invoice_004010.edi").read_bytes()
TODAY = date(2026, 11, 20)
ISA = FULL[: FULL.index(b"GS*")]
GS = b"GS*IN*A*B*20261101*0900*7*X*004010~"
ORDER = b"ST*850*0001~BEG*00*SA*1**20261101~SE*3*0001~"
END = b"GE*1*7~IEA*1*000000417~"


def _code(content: bytes) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        sniff.read(content)
    [finding] = refused.value.findings
    return finding.code, finding.where


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"ISA*00*", "TIE-FILE-TRUNCATED"),
        (b"ISA*00*" + b" " * 400, "TIE-FILE-TRUNCATED"),
        (ISA.replace(b">~", b"**"), "TIE-FILE-ENVELOPE"),
        (ISA.replace(b">~", b"A~"), "TIE-FILE-ENVELOPE"),
        (ISA.replace(b"000000417", b"         "), "TIE-FILE-ENVELOPE"),
        (ISA, "TIE-FILE-TRUNCATED"),
        (ISA + ISA, "TIE-FILE-ENVELOPE"),
        (ISA + ORDER, "TIE-FILE-ENVELOPE"),
        (ISA + b"BIG*1~", "TIE-FILE-ENVELOPE"),
        (ISA + GS + GS, "TIE-FILE-ENVELOPE"),
        (ISA + GS + b"ST*810*1~ST*810*2~", "TIE-FILE-ENVELOPE"),
        (ISA + GS + b"SE*1*1~", "TIE-FILE-ENVELOPE"),
        (ISA + b"GE*1*7~", "TIE-FILE-ENVELOPE"),
        (ISA + GS + b"IEA*1*000000417~", "TIE-FILE-ENVELOPE"),
        (ISA + GS + ORDER + END + ISA, "TIE-FILE-ENVELOPE"),
        (ISA + GS + ORDER + END[:-1], "TIE-FILE-TRUNCATED"),
        (ISA + GS + ORDER + b"GE*1*7~", "TIE-FILE-TRUNCATED"),
        (ISA + GS + ORDER + b"GE*2*7~", "TIE-FILE-CONTROL"),
        (ISA + GS + ORDER + b"GE*1*8~", "TIE-FILE-CONTROL"),
        (ISA + GS + ORDER + END.replace(b"IEA*1", b"IEA*2"), "TIE-FILE-CONTROL"),
        (ISA + GS + ORDER + END.replace(b"417", b"418"), "TIE-FILE-CONTROL"),
        (ISA + GS + ORDER + END.replace(b"000000417", "²".encode()), "TIE-FILE-CONTROL"),
        (ISA + GS + ORDER + END, "TIE-FILE-NOTHING"),
        (ISA + b"TA1*1~IEA*0*000000417~", "TIE-FILE-NOTHING"),
        (ISA + GS + b"ST*810*1~NTE*" + b"x" * 20_001 + b"~", "TIE-FILE-SEGMENT"),
        (FULL + b" " * 20 * 1024 * 1024, "TIE-FILE-SIZE"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[-24:]),
)  # fmt: skip
def test_an_unsound_envelope_refuses_the_file(content: bytes, code: str) -> None:
    refused, where = _code(content)
    assert refused == code
    assert "byte" in where or "segment" in where


def test_too_many_sets_and_segments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.formats.x12.walk.SEGMENTS_MAX", 30)
    assert _code(FULL)[0] == "TIE-FILE-ELEMENTS"
    monkeypatch.setattr("functions.formats.x12.walk.MESSAGES_MAX", 2)
    assert _code((DOCUMENTS / "batch_of_three.edi").read_bytes())[0] == "TIE-FILE-COUNT"


def test_the_refusal_says_segment_element_and_byte() -> None:
    assert _code(ISA + GS + ORDER + b"GE*2*7~")[1] == "segment 6 GE, element 1, byte 186"


def test_other_sets_alone_are_named_and_beside_invoices_refused_alone() -> None:
    with pytest.raises(Invalid, match="not an invoice: 850"):
        sniff.read(ISA + GS + ORDER + END)
    mixed = FULL.replace(b"GE*1*417~", ORDER.replace(b"0001", b"0002") + b"GE*2*417~")
    invoice, order = sniff.read(mixed)
    assert isinstance(invoice, SubmitInvoice)
    assert isinstance(order, Unreadable)
    assert order.findings[0].code == "TIE-MESSAGE-TYPE"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"SE*55*", b"SE*54*", "message 0001, segment 55 SE, element 1"),
        (b"SE*55*", b"SE**", "message 0001, segment 55 SE, element 1"),
        (b"SE*55*0001", b"SE*55*0002", "message 0001, segment 55 SE, element 2"),
        (b"PID*F****Schulung~\n", b"", "message 0001, segment 54 SE, element 1"),
    ],
)
def test_a_set_that_miscounts_is_refused_alone(old: bytes, new: bytes, where: str) -> None:
    assert old in FULL
    [read] = sniff.read(FULL.replace(old, new, 1))
    assert isinstance(read, Unreadable)
    assert read.findings[0].code == "TIE-CONTROL"
    assert read.findings[0].where.startswith(where)


def test_two_sets_of_one_number_are_not_both_read() -> None:
    batch = (DOCUMENTS / "batch_of_three.edi").read_bytes()
    _, second, _ = sniff.read(batch.replace(b"*0002~", b"*0001~"))
    assert isinstance(second, Unreadable)
    assert second.findings[0].code == "TIE-CONTROL"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"NTE*GEN", b"BIG*20261031*OTHER~\nNTE*GEN", "TIE-REPEATED"),
        (b"NTE*GEN", b"CUR*BY*USD~\nNTE*GEN", "TIE-REPEATED"),
        (b"TDS*110832~", b"TDS*110832~\nTDS*210832~", "TIE-REPEATED"),
        (b"AMT*1*", b"IT1*4*1*C62*5~\nAMT*1*", "TIE-LINES"),
    ],
)
def test_what_stands_once_is_no_choice_and_no_line_is_passed_over(
    old: bytes, new: bytes, code: str
) -> None:
    assert old in FULL
    [read] = sniff.read(FULL.replace(old, new, 1).replace(b"SE*55*", b"SE*56*"))
    assert isinstance(read, Unreadable)
    assert [found.code for found in read.findings] == [code]


def _unpadded(content: bytes) -> bytes:
    """As some senders write ISA: nothing padded, so that positions say nothing."""
    return b"*".join(part.strip(b" ") or b" " for part in ISA.split(b"*")) + content[len(ISA) :]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FULL,
        FULL.replace("für".encode(), b"f\xfcr"),
        FULL.replace(b"~\n", b"~"),
        FULL.replace(b"~\n", b"\n"),
        FULL.replace(b"~\n", b"\r\n"),
        FULL.replace(b"~\n", b"~\r\n\t\t"),
        FULL.replace(b"*", b"|").replace(b"~", b"\x1c"),
        FULL.replace(b"*", b"\x1d").replace(b">~", b"\x1f~").replace(b"~", b"\x1c"),
        FULL + b"\x1a",
        FULL + b"\x00" * 80,
        FULL.replace(b"Vielen Dank", b"Vielen\n Dank"),
        _unpadded(FULL),
    ],
)
def test_every_honest_spelling_is_the_same_invoice(content: bytes) -> None:
    assert list(sniff.read(content)) == list(sniff.read(FULL))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_cut_short_anywhere_is_refused(name: str, data: st.DataObject) -> None:
    content = (DOCUMENTS / name).read_bytes().rstrip()
    length = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Invalid):
        sniff.read(content[:length])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_corrupted_byte_never_crashes(name: str, data: st.DataObject) -> None:
    content = bytearray((DOCUMENTS / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    for each in _read_or_refused(bytes(content)):
        if isinstance(each, SubmitInvoice):
            findings(each, today=TODAY)
        else:
            assert each.findings


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_lost_segment_is_never_silent(name: str, data: st.DataObject) -> None:
    content = (DOCUMENTS / name).read_bytes()
    parts = content.split(b"~")
    del parts[data.draw(st.integers(1, len(parts) - 2))]
    assert any(isinstance(each, Unreadable) for each in _read_or_refused(b"~".join(parts)))


def _read_or_refused(content: bytes) -> list[SubmitInvoice | Unreadable]:
    try:
        return list(sniff.read(content))
    except Invalid as refused:
        return [Unreadable(0, None, refused.findings)]


_AMOUNTS = ((b"TDS*", 1), (b"AMT*", 2), (b"SAC*", 5), (b"TXI*VA*", 2), (b"CTT*", 1), (b"CTT*", 2))


def _digits_of_amounts() -> list[int]:
    """Where a digit of an amount or a control total stands in the full fixture."""
    places: list[int] = []
    for tag, element in _AMOUNTS:
        start = FULL.find(b"\n" + tag)
        while start >= 0:
            end = FULL.index(b"~", start)
            said = FULL[start + 1 : end].split(b"*")
            first = start + 1 + sum(len(each) + 1 for each in said[:element])
            places += [
                at for at in range(first, first + len(said[element])) if chr(FULL[at]).isdigit()
            ]
            start = FULL.find(b"\n" + tag, end)
    return places


@pytest.mark.parametrize("place", _digits_of_amounts())
def test_a_changed_digit_of_an_amount_is_never_silent(place: int) -> None:
    content = bytearray(FULL)
    content[place] = ord("0") + (content[place] - ord("0") + 3) % 10
    [read] = sniff.read(bytes(content))
    [whole] = sniff.read(FULL)
    assert isinstance(whole, SubmitInvoice)
    before = {found.code for found in findings(whole, today=TODAY)}
    if isinstance(read, SubmitInvoice):
        assert {found.code for found in findings(read, today=TODAY)} > before

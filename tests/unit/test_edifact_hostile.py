"""EDIFACT files that must be refused, whole or by the message, for a reason that says where."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import edifact, sniff, tokens
from functions.payables.rules import findings
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "edifact"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())
FULL = (DOCUMENTS / "invoice_d96a.edi").read_bytes()
GROUP = (DOCUMENTS / "batch_in_group_d01b.edi").read_bytes()
TODAY = date(2026, 11, 20)
UNB = b"UNB+UNOA:2+A+B+261115:0900+7'"
ORDER = b"UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'"


def _code(content: bytes) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        sniff.read(content)
    [finding] = refused.value.findings
    return finding.code, finding.where


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"UNA:+", "TIE-FILE-TRUNCATED"),
        (b"UNA:+.?", "TIE-FILE-TRUNCATED"),
        (b"UNA::.? 'UNB+", "TIE-FILE-ENVELOPE"),
        (b"UNAA+.? 'UNB+", "TIE-FILE-ENVELOPE"),
        (b"UNA:+x? 'UNB+", "TIE-FILE-ENVELOPE"),
        (b"UNA:+.? 'UNH+1+INVOIC:D:96A:UN'UNT+2+1'", "TIE-FILE-ENVELOPE"),
        (b"UNH+1+INVOIC:D:96A:UN'UNT+2+1'", "TIE-FILE-ENVELOPE"),
        (b"UNB+UNOA:2+A+B+261115:0900'UNZ+0'", "TIE-FILE-ENVELOPE"),
        (UNB + UNB, "TIE-FILE-ENVELOPE"),
        (UNB + b"BGM+380+1'UNZ+0+7'", "TIE-FILE-ENVELOPE"),
        (UNB + b"UNT+1+1'UNZ+0+7'", "TIE-FILE-ENVELOPE"),
        (UNB + b"UNE+1+1'UNZ+0+7'", "TIE-FILE-ENVELOPE"),
        (UNB + b"UNH+1+INVOIC'UNH+2+INVOIC'", "TIE-FILE-ENVELOPE"),
        (UNB + b"UNG+I+A+B+261115:0900+1'UNG+I+A+B+261115:0900+1'", "TIE-FILE-ENVELOPE"),
        (UNB + b"UNG+I+A+B+261115:0900+1'UNZ+1+7'", "TIE-FILE-ENVELOPE"),
        (UNB + ORDER + b"UNZ+1+7'" + UNB, "TIE-FILE-ENVELOPE"),
        (UNB + ORDER, "TIE-FILE-TRUNCATED"),
        (UNB + ORDER + b"UNZ+1+7", "TIE-FILE-TRUNCATED"),
        (UNB + ORDER + b"UNZ+1+7?'", "TIE-FILE-TRUNCATED"),
        (UNB + ORDER + b"UNZ+2+7'", "TIE-FILE-CONTROL"),
        (UNB + ORDER + b"UNZ+1+8'", "TIE-FILE-CONTROL"),
        (GROUP.replace(b"UNE+4", b"UNE+3"), "TIE-FILE-CONTROL"),
        (GROUP.replace(b"UNE+4+55", b"UNE+4+56"), "TIE-FILE-CONTROL"),
        (UNB + ORDER + b"UNZ+1+7'", "TIE-FILE-NOTHING"),
        (UNB + b"UNZ+0+7'", "TIE-FILE-NOTHING"),
        (UNB + b"UNH+1+INVOIC'FTX+" + b"x" * 20_001 + b"'", "TIE-FILE-SEGMENT"),
        (b"UNB+UNOC:3" + FULL[FULL.index(b"+4012") :].replace(b"+,? ", b"").replace(
            "für".encode(), b"f\xfcr") + b"UNZ", "TIE-FILE-TRUNCATED"),
        (FULL.replace(b"UNOC", b"UNOY").replace("für".encode(), b"f\xfcr"), "TIE-FILE-ENCODING"),
        (b"\xef\xbb\xbf" + FULL.replace("für".encode(), b"f\xfcr"), "TIE-FILE-ENCODING"),
        (FULL + b" " * 20 * 1024 * 1024, "TIE-FILE-SIZE"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[-24:]),
)  # fmt: skip
def test_an_unsound_envelope_refuses_the_file(content: bytes, code: str) -> None:
    refused, where = _code(content)
    assert refused == code
    assert "byte" in where or "segment" in where


def test_too_many_messages_and_segments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.formats.edifact.walk.SEGMENTS_MAX", 50)
    assert _code(FULL)[0] == "TIE-FILE-ELEMENTS"
    monkeypatch.setattr("functions.formats.edifact.walk.MESSAGES_MAX", 3)
    assert _code(GROUP)[0] == "TIE-FILE-COUNT"
    assert tokens.MESSAGES_MAX == 5_000


def test_the_refusal_says_segment_element_and_byte() -> None:
    assert _code(UNB + ORDER + b"UNZ+2+7'")[1] == "segment 5 UNZ, element 1, byte 71"


def test_other_messages_alone_are_named() -> None:
    with pytest.raises(Invalid, match="not an invoice: ORDERS"):
        sniff.read(UNB + ORDER + b"UNZ+1+7'")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        (b"UNT+94", b"UNT+93", "message 417, segment 94 UNT, element 1"),
        (b"UNT+94", b"UNT+", "message 417, segment 94 UNT, element 1"),
        (b"UNT+94+417", b"UNT+94+418", "message 417, segment 94 UNT, element 2"),
        (b"LIN+3'\n", b"", "message 417, segment 93 UNT, element 1"),
    ],
)
def test_a_message_that_miscounts_is_refused_alone(old: bytes, new: bytes, where: str) -> None:
    assert old in FULL
    [read] = sniff.read(FULL.replace(old, new, 1))
    assert isinstance(read, Unreadable)
    assert read.findings[0].code == "TIE-CONTROL"
    assert read.findings[0].where.startswith(where)


def test_two_messages_of_one_reference_are_not_both_read() -> None:
    first, second, *_ = sniff.read(GROUP.replace(b"UNH+2+", b"UNH+1+").replace(b"+2'", b"+1'"))
    assert isinstance(first, SubmitInvoice)
    assert isinstance(second, Unreadable)
    assert second.findings[0].code == "TIE-CONTROL"


def _latin(text: bytes) -> bytes:
    return text.replace("für".encode(), b"f\xfcr")


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FULL,
        _latin(FULL),
        FULL.replace(b"\n", b""),
        FULL.replace(b"\n", b"\r\n"),
        FULL.replace(b"'\n", b"'\n\t  "),
        b"\n" + FULL + b"\r\n \n",
        FULL + b"\x1a",
        FULL + b"\x00" * 80,
        FULL.replace(b"'\n", b"~").replace(b"+,? '", b"+,? ~").replace(b"? ~", b"? ~", 1),
    ],
)
def test_every_honest_spelling_is_the_same_invoice(content: bytes) -> None:
    assert list(sniff.read(content)) == list(sniff.read(FULL))


def test_a_line_wrapped_behind_a_release_character_releases_what_follows() -> None:
    text = FULL.replace(b"Vielen Dank", b"it??'?\n's").replace(b"??'", b"?'")
    [read] = sniff.read(text)
    assert isinstance(read, SubmitInvoice)
    assert read.notes[0].startswith("it''s ")


def test_terminators_may_be_line_breaks() -> None:
    text = FULL.replace(b"'\n", b"\n").replace(b"+,? '", b"+,? \n")
    assert list(sniff.read(b"UNA:+,? \n" + text[text.index(b"UNB") :])) == list(sniff.read(FULL))


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
    parts = content.split(b"'")
    del parts[data.draw(st.integers(1, len(parts) - 2))]
    before = [each for each in sniff.read(content) if isinstance(each, SubmitInvoice)]
    after = _read_or_refused(b"'".join(parts))
    assert len([each for each in after if isinstance(each, SubmitInvoice)]) <= len(before)
    assert any(isinstance(each, Unreadable) for each in after)


def _read_or_refused(content: bytes) -> list[SubmitInvoice | Unreadable]:
    try:
        return list(sniff.read(content))
    except Invalid as refused:
        return [Unreadable(0, None, refused.findings)]


def _digits_of_amounts() -> list[int]:
    """Where a digit of an amount stands in the full fixture; bases of percentages aside, which
    only explain an amount within its rounding."""
    places: list[int] = []
    start = FULL.find(b"MOA+")
    while start >= 0:
        colon, end = FULL.index(b":", start), FULL.index(b"'", start)
        if FULL[start:colon] != b"MOA+25":
            places += [at for at in range(colon, end) if chr(FULL[at]).isdigit()]
        start = FULL.find(b"MOA+", end)
    return places


@pytest.mark.parametrize("place", _digits_of_amounts())
def test_a_changed_digit_of_an_amount_is_never_silent(place: int) -> None:
    content = bytearray(FULL)
    content[place] = ord("0") + (content[place] - ord("0") + 3) % 10
    [read] = sniff.read(bytes(content))
    assert isinstance(read, Unreadable) or findings(read, today=TODAY)


def test_edifact_reads_nothing_of_a_file_whose_end_is_unsound() -> None:
    with pytest.raises(Invalid):
        edifact.read(FULL.replace(b"UNZ+1", b"UNZ+2"))

"""Files that must be refused whole, for a reason that says where, before anything is believed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import sniff, survey, ubl
from functions.payables.rules import findings
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "ubl"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())
FULL = (DOCUMENTS / "invoice_full.xml").read_bytes()
TEXT = FULL.decode()
TODAY = date(2026, 11, 20)
DOCTYPE = TEXT.replace(
    "?>\n", '?>\n<!DOCTYPE Invoice [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n', 1
)
BOMB = TEXT.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n', 1)


def _as_utf16(text: str) -> str:
    return text.replace("UTF-8", "UTF-16", 1)


def _code(content: bytes) -> tuple[str, str]:
    with pytest.raises(Invalid) as refused:
        sniff.read(content)
    [finding] = refused.value.findings
    return finding.code, finding.where


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "TIE-FILE-EMPTY"),
        (b"\xef\xbb\xbf \n", "TIE-FILE-EMPTY"),
        (b"\x00" * 100, "TIE-FILE-EMPTY"),
        (b"UNB+UNOA:1+X", "TIE-FILE-TRUNCATED"),
        (b"%!PS-Adobe-3.0", "TIE-FILE-FORMAT"),
        (b"<Order><ID>1</ID></Order>", "TIE-FILE-FORMAT"),
        (b'<Invoice xmlns="urn:another:format"><ID>1</ID></Invoice>', "TIE-FILE-NOTHING"),
        (b"<Order><ID>1</Order>", "TIE-FILE-MALFORMED"),
        (FULL + b"<Invoice/>", "TIE-FILE-MALFORMED"),
        (FULL + b"\x00", "TIE-FILE-MALFORMED"),
        (FULL.replace(b"Nordlicht Factoring", b"Nordlicht \x00", 1), "TIE-FILE-MALFORMED"),
        (FULL.replace("für".encode(), "für".encode("latin-1")), "TIE-FILE-MALFORMED"),
        (FULL.replace(b"UTF-8", b"UTF-99", 1), "TIE-FILE-ENCODING"),
        (FULL.replace(b"UTF-8", b"UTF-16", 1), "TIE-FILE-ENCODING"),
        (FULL.replace(b"UTF-8", b"UTF-7", 1), "TIE-FILE-ENCODING"),
        (FULL[:-20], "TIE-FILE-TRUNCATED"),
        (DOCTYPE.encode(), "TIE-FILE-DOCTYPE"),
        (BOMB.encode(), "TIE-FILE-DOCTYPE"),
        (b"\xef\xbb\xbf" + DOCTYPE.encode(), "TIE-FILE-DOCTYPE"),
        (_as_utf16(DOCTYPE).encode("utf-16"), "TIE-FILE-DOCTYPE"),
        (b"\xfe\xff" + _as_utf16(DOCTYPE).encode("utf-16-be"), "TIE-FILE-DOCTYPE"),
        (_as_utf16(DOCTYPE).encode("utf-16-le"), "TIE-FILE-DOCTYPE"),
        (b"<Invoice>" + b"<a>" * 200 + b"</a>" * 200 + b"</Invoice>", "TIE-FILE-DEPTH"),
        (b"<Invoice>" + b"<a/>" * 500_001 + b"</Invoice>", "TIE-FILE-ELEMENTS"),
        (b"<x>" + b"<Invoice/>" * 5_001 + b"</x>", "TIE-FILE-COUNT"),
        (FULL + b" " * survey.SIZE_MAX_BYTES, "TIE-FILE-SIZE"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:20]),
)
def test_hostile_files_are_refused_by_name(content: bytes, code: str) -> None:
    refused, where = _code(content)
    assert refused == code
    assert where or code == "TIE-FILE-COUNT"


def test_the_refusal_says_line_column_and_byte() -> None:
    content = b"<Invoice>\n <ID>1</Invoice>"
    assert _code(content)[1] == "line 2, column 9, byte 18"
    assert _code(b"<!-- x -->\n<!DOCTYPE Invoice>\n<Invoice/>")[1].startswith("line 2")


def test_what_is_too_large_answers_413() -> None:
    with pytest.raises(Invalid) as refused:
        sniff.read(FULL + b" " * survey.SIZE_MAX_BYTES)
    assert refused.value.http_status == 413


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FULL,
        _as_utf16(TEXT).encode("utf-16"),
        TEXT.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1"),
        TEXT.replace("UTF-8", "windows-1252", 1).encode("cp1252"),
        b"\n\n" + FULL.partition(b"\n")[2],
    ],
)
def test_every_honest_encoding_is_the_same_invoice(content: bytes) -> None:
    assert list(sniff.read(content)) == list(sniff.read(FULL))


def test_formats_are_told_from_the_head() -> None:
    assert sniff.sniff(FULL[:300]) == "ubl 2.1"
    assert sniff.sniff(_as_utf16(TEXT).encode("utf-16")) == "ubl 2.1"
    assert sniff.sniff(b"ISA*00*") == "x12"
    assert sniff.sniff(b"<rsm:CrossIndustryOrder>") is None


def test_an_invoice_behind_a_long_header_is_found() -> None:
    content = b"<x><!--" + b" " * sniff.HEAD_BYTES + b"-->" + FULL.partition(b"\n")[2] + b"</x>"
    assert sniff.sniff(content) is None
    [invoice] = sniff.read(content)
    assert isinstance(invoice, SubmitInvoice)


def test_a_document_without_namespace_is_still_ubl() -> None:
    assert ubl.is_root("", "Invoice")
    [read] = sniff.read(b"<Invoice><ID>7</ID></Invoice>")
    assert isinstance(read, Unreadable)
    assert (read.number, len(read.findings)) == ("7", 6)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_file_cut_short_anywhere_is_refused(name: str, data: st.DataObject) -> None:
    content = (DOCUMENTS / name).read_bytes().rstrip()
    length = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Invalid):
        sniff.read(content[:length])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_corrupted_byte_never_crashes(name: str, data: st.DataObject) -> None:
    content = bytearray((DOCUMENTS / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    for each in _read_or_refused(bytes(content)):
        if isinstance(each, SubmitInvoice):
            findings(each, today=TODAY)
        else:
            assert each.findings


def _read_or_refused(content: bytes) -> list[SubmitInvoice | Unreadable]:
    try:
        return list(sniff.read(content))
    except Invalid as refused:
        return [Unreadable(0, None, refused.findings)]


def _digits_of_amounts() -> list[int]:
    """Where a digit of a total, a tax or a line stands in the full fixture."""
    names: tuple[str, ...] = (
        "TaxAmount",
        "TaxableAmount",
        "TaxInclusiveAmount",
        "PayableAmount",
        "PrepaidAmount",
    )
    names += ("TaxExclusiveAmount", "LineExtensionAmount", "AllowanceTotalAmount")
    places = []
    for name in names:
        end = FULL.find(f"</cbc:{name}>".encode())
        while end >= 0:
            start = FULL.rindex(b">", 0, end) + 1
            places += [at for at in range(start, end) if chr(FULL[at]).isdigit()]
            end = FULL.find(f"</cbc:{name}>".encode(), end + 1)
    return places


@pytest.mark.parametrize("place", _digits_of_amounts())
def test_a_changed_digit_of_an_amount_is_never_silent(place: int) -> None:
    content = bytearray(FULL)
    content[place] = ord("0") + (content[place] - ord("0") + 3) % 10
    [read] = sniff.read(bytes(content))
    assert isinstance(read, Unreadable) or findings(read, today=TODAY)

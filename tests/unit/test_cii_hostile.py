"""CII files that must be refused whole, or whose every fault must be a finding."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import cii, sniff, survey
from functions.payables.rules import findings
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "cii"
NAMES = sorted(path.name for path in DOCUMENTS.iterdir())
FULL = (DOCUMENTS / "invoice_full.xml").read_bytes()
TEXT = FULL.decode()
TODAY = date(2026, 11, 20)
DOCTYPE = TEXT.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n', 1)
ROOT = b"CrossIndustryInvoice"


def _as_utf16(text: str) -> str:
    return text.replace("UTF-8", "UTF-16", 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<CrossIndustryInvoice>", "TIE-FILE-TRUNCATED"),
        (b'<CrossIndustryInvoice xmlns="urn:another:format"/>', "TIE-FILE-NOTHING"),
        (b"<SCRDMCCBDACIOMessageStructure/>", "TIE-FILE-FORMAT"),
        (FULL + b"<a/>", "TIE-FILE-MALFORMED"),
        (FULL.replace("für".encode(), "für".encode("latin-1")), "TIE-FILE-MALFORMED"),
        (FULL.replace(b"UTF-8", b"UTF-16", 1), "TIE-FILE-ENCODING"),
        (DOCTYPE.encode(), "TIE-FILE-DOCTYPE"),
        (_as_utf16(DOCTYPE).encode("utf-16"), "TIE-FILE-DOCTYPE"),
        (_as_utf16(DOCTYPE).encode("utf-16-le"), "TIE-FILE-DOCTYPE"),
        (b"<%s>%s%s</%s>" % (ROOT, b"<a>" * 200, b"</a>" * 200, ROOT), "TIE-FILE-DEPTH"),
        (b"<%s>%s</%s>" % (ROOT, b"<a/>" * 500_001, ROOT), "TIE-FILE-ELEMENTS"),
        (b"<x>%s</x>" % (b"<CrossIndustryInvoice/>" * 5_001), "TIE-FILE-COUNT"),
        (FULL + b" " * survey.SIZE_MAX_BYTES, "TIE-FILE-SIZE"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_files_are_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        sniff.read(content)
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + FULL,
        _as_utf16(TEXT).encode("utf-16"),
        TEXT.replace("UTF-8", "ISO-8859-1", 1).encode("latin-1"),
        b"\n\n" + FULL.partition(b"\n")[2],
        b"<x><!--" + b" " * sniff.HEAD_BYTES + b"-->" + FULL.partition(b"\n")[2] + b"</x>",
    ],
)
def test_every_honest_encoding_and_wrapper_is_the_same_invoice(content: bytes) -> None:
    assert list(sniff.read(content)) == list(sniff.read(FULL))


def test_formats_are_told_from_the_head() -> None:
    assert sniff.sniff(FULL[:300]) == "cii d16b"
    assert sniff.sniff(b"<a:CrossIndustryDocument xmlns:a='x'>") == "zugferd 1.0"
    assert sniff.sniff(b"<Invoice><CrossIndustryInvoice/>") == "ubl 2.1"
    assert sniff.sniff(b"<CrossIndustryInvoice><Invoice/>") == "cii d16b"


def test_a_document_without_namespace_is_still_cii() -> None:
    assert cii.is_root("", "CrossIndustryInvoice")
    [read] = sniff.read(b"<CrossIndustryInvoice/>")
    assert isinstance(read, Unreadable)
    assert (read.number, len(read.findings)) == (None, 8)


def test_an_invoice_of_too_many_lines_is_refused() -> None:
    line = "<ram:IncludedSupplyChainTradeLineItem/>"
    opening = "<rsm:SupplyChainTradeTransaction>"
    [read] = sniff.read(TEXT.replace(opening, opening + line * 10_000, 1).encode())
    assert isinstance(read, Unreadable)
    assert [finding.code for finding in read.findings] == ["TIE-LINES"]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_file_cut_short_anywhere_is_refused(name: str, data: st.DataObject) -> None:
    content = (DOCUMENTS / name).read_bytes().rstrip()
    length = data.draw(st.integers(0, len(content) - 1))
    with pytest.raises(Invalid):
        sniff.read(content[:length])


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=100, deadline=None)
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
    names: tuple[str, ...] = ("CalculatedAmount", "LineTotalAmount", "TaxBasisTotalAmount")
    names += ("TaxTotalAmount", "GrandTotalAmount", "TotalPrepaidAmount", "DuePayableAmount")
    names += ("AllowanceTotalAmount", "ChargeTotalAmount", "RoundingAmount")
    places = []
    for name in names:
        end = FULL.find(f"</ram:{name}>".encode())
        while end >= 0:
            start = FULL.rindex(b">", 0, end) + 1
            places += [at for at in range(start, end) if chr(FULL[at]).isdigit()]
            end = FULL.find(f"</ram:{name}>".encode(), end + 1)
    return places


@pytest.mark.parametrize("place", _digits_of_amounts())
def test_a_changed_digit_of_an_amount_is_never_silent(place: int) -> None:
    content = bytearray(FULL)
    content[place] = ord("0") + (content[place] - ord("0") + 3) % 10
    [read] = sniff.read(bytes(content))
    assert isinstance(read, Unreadable) or findings(read, today=TODAY)

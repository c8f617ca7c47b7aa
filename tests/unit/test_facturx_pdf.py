"""Factur-X and ZUGFeRD PDFs: the invoice they hold as data, or a refusal that says why."""

import logging
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import facturx, pdf, sniff
from functions.formats.survey import SIZE_MAX_BYTES
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.pdfs import Attached, assembled, stream
from tests.unit.pdfs import pdf as a_pdf

FIXTURES = Path(__file__).parents[1] / "fixtures"
XML = (FIXTURES / "cii" / "invoice_full.xml").read_bytes()
OTHER = (FIXTURES / "cii" / "credit_note.xml").read_bytes()
[WANTED] = sniff.read(XML)
WHOLE = a_pdf(Attached("factur-x.xml", XML))


def _code(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        sniff.read(content)
    [finding] = refused.value.findings
    return finding.code


@pytest.mark.parametrize("name", ["factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml"])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_the_attached_invoice_is_read(name: str, packed: bool, depth: int) -> None:
    content = a_pdf(Attached(name, XML, packed), depth=depth)
    assert sniff.sniff(content) == "factur-x"
    assert list(sniff.read(content)) == [WANTED]


def test_the_committed_pdf_is_the_invoice() -> None:
    content = (FIXTURES / "facturx" / "invoice_full.pdf").read_bytes()
    assert list(sniff.read(content)) == [WANTED]


def test_an_associated_file_alone_is_found() -> None:
    tree = a_pdf(Attached("factur-x.xml", XML)).replace(b"/EmbeddedFiles", b"/Elsewhere____", 1)
    assert list(sniff.read(tree)) == [WANTED]


def test_other_attachments_are_left_alone() -> None:
    content = a_pdf(Attached("agb.xml", b"<a/>"), Attached("factur-x.xml", XML, parameters=False))
    assert list(sniff.read(content)) == [WANTED]


def test_the_same_invoice_attached_twice_is_one() -> None:
    content = a_pdf(Attached("factur-x.xml", XML), Attached("xrechnung.xml", XML))
    assert list(sniff.read(content)) == [WANTED]


def test_other_filters_are_unpacked_and_checked() -> None:
    hexed = zlib.compress(XML).hex().encode() + b">"
    filters = "/Filter [/ASCIIHexDecode /FlateDecode]"
    file = stream(hexed, f"/Type /EmbeddedFile {filters}")
    assert list(sniff.read(_holding(file))) == [WANTED]
    short = stream(hexed, f"/Type /EmbeddedFile {filters} /Params << /Size 7 >>")
    assert _code(_holding(short)) == "TIE-PDF-DAMAGED"


def test_a_predictor_is_undone() -> None:
    rows = b"".join(b"\0" + XML[at : at + 1] for at in range(len(XML)))
    entries = "/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 1 >>"
    assert list(sniff.read(_holding(stream(zlib.compress(rows), entries)))) == [WANTED]


def test_padding_behind_the_end_is_no_part_of_it() -> None:
    [read] = sniff.read(WHOLE + b"\r\n\x1a" + b"\x00" * 4096)
    assert [read] == list(sniff.read(WHOLE))


def test_one_file_named_in_many_places_is_unpacked_once() -> None:
    content = _holding(stream(XML), times=9)
    assert pdf.attachments(content, {"factur-x.xml"}) == [("factur-x.xml", XML)]
    assert list(sniff.read(content)) == [WANTED]


def _holding(file: bytes, times: int = 1) -> bytes:
    """A PDF whose only attached file is this stream, associated that many times."""
    catalog = b"<< /Type /Catalog /Pages 2 0 R /AF [%s] >>" % (b"3 0 R " * times)
    pages = b"<< /Type /Pages /Kids [] /Count 0 >>"
    spec = b"<< /Type /Filespec /F (factur-x.xml) /EF << /F 4 0 R >> >>"
    return assembled([catalog, pages, spec, file])


BOMB = zlib.compress(b"<a>" + b" " * SIZE_MAX_BYTES)
LOOP = [
    b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
    b"<< /Type /Pages /Kids [] /Count 0 >>",
    b"<< /Kids [3 0 R 3 0 R] >>",
]
DEEP = b"[" * 50_000 + b"]" * 50_000
ENCRYPT = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'ab' * 32}> /U <{'cd' * 32}> >> "
    f"/ID [<{'00' * 16}> <{'00' * 16}>] "
)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7", "TIE-FILE-TRUNCATED"),
        (WHOLE[: len(WHOLE) // 2], "TIE-FILE-TRUNCATED"),
        (b"%PDF-1.7\n%%EOF", "TIE-PDF-DAMAGED"),
        (a_pdf(), "TIE-PDF-NOTHING"),
        (a_pdf(Attached("order-x.xml", XML)), "TIE-PDF-NOTHING"),
        (a_pdf(Attached("invoice.xml", XML)), "TIE-PDF-NOTHING"),
        (a_pdf(Attached("factur-x.xml", XML), Attached("xrechnung.xml", OTHER)), "TIE-PDF-SEVERAL"),
        (a_pdf(*[Attached("factur-x.xml", XML)] * 5), "TIE-PDF-LIMIT"),
        (a_pdf(*[Attached("a", b"")] * 2_001), "TIE-PDF-LIMIT"),
        (a_pdf(Attached("factur-x.xml", XML), extra=ENCRYPT), "TIE-PDF-ENCRYPTED"),
        (a_pdf(Attached("factur-x.xml", b"<Order/>")), "TIE-FILE-NOTHING"),
        (a_pdf(Attached("factur-x.xml", XML[:-9])), "TIE-FILE-TRUNCATED"),
        (a_pdf(Attached("factur-x.xml", b"")), "TIE-FILE-EMPTY"),
        (_holding(stream(BOMB, "/Filter /FlateDecode")), "TIE-PDF-LIMIT"),
        (_holding(stream(BOMB[:99], "/Filter /FlateDecode")), "TIE-PDF-DAMAGED"),
        (_holding(stream(XML, "/Filter /Nonsense")), "TIE-PDF-DAMAGED"),
        (_holding(stream(b"x", "/Filter /Fl")), "TIE-PDF-DAMAGED"),
        (_holding(b"<< /No /Stream >>"), "TIE-PDF-NOTHING"),
        (_holding(DEEP), "TIE-PDF-DAMAGED"),
        (assembled(LOOP), "TIE-PDF-LIMIT"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_invoice_is_refused_by_name(content: bytes, code: str) -> None:
    assert _code(content) == code


def test_a_refusal_says_in_which_attachment() -> None:
    with pytest.raises(Invalid) as refused:
        sniff.read(a_pdf(Attached("factur-x.xml", b"<a>\n<b></a>")))
    assert refused.value.findings[0].where.startswith("factur-x.xml: line 2, column")


def test_nothing_of_the_file_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("pypdf").setLevel(logging.NOTSET)
    damaged = WHOLE.replace(b"/Type /Catalog", b"/Type /Secret__", 1).replace(
        b"xref\n0", b"xref\n9", 1
    )
    assert list(sniff.read(damaged)) == [WANTED]
    assert not caplog.records


def test_a_defect_of_our_own_is_not_taken_for_the_file_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_LIMITS", {"no_such_limit": 1})
    with pytest.raises(TypeError):
        sniff.read(WHOLE)


def test_pypdf_is_imported_for_a_pdf_only() -> None:
    look = "import sys; import functions.formats.sniff; sys.exit('pypdf' in sys.modules)"
    root = FIXTURES.parents[1]
    assert subprocess.run([sys.executable, "-c", look], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize(
    ("guideline", "name"),
    [
        ("urn:factur-x.eu:1p0:minimum", "factur-x minimum"),
        ("urn:factur-x.eu:1p0:basicwl", "factur-x basicwl"),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", "factur-x basic"),
        ("urn:cen.eu:en16931:2017#compliant#urn:zugferd.de:2p0:basic", "factur-x basic"),
        ("urn:cen.eu:en16931:2017", "factur-x en16931"),
        ("urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended", "factur-x extended"),
        (
            "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
            "factur-x xrechnung",
        ),
        ("urn:ferd:CrossIndustryDocument:invoice:1p0:comfort", "zugferd 1.0"),
        ("urn:another", "factur-x"),
        (None, "factur-x"),
    ],
)
def test_the_profile_is_what_the_guideline_says(guideline: str | None, name: str) -> None:
    assert facturx.format_of(guideline) == name


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_pdf_cut_short_anywhere_is_refused(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(WHOLE) - len(b"%%EOF\n")))
    with pytest.raises(Invalid):
        sniff.read(WHOLE[:length])


@pytest.mark.parametrize("packed", [True, False])
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_corrupted_byte_is_refused_or_changes_nothing(data: st.DataObject, packed: bool) -> None:
    content = bytearray(a_pdf(Attached("factur-x.xml", XML, packed)))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read: list[SubmitInvoice | Unreadable] = list(sniff.read(bytes(content)))
    except Invalid:
        return
    assert read == [WANTED]

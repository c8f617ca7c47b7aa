"""Which format a file is in, told from its first bytes; and the reader for it."""

import codecs
import re
from collections.abc import Iterator

from functions.formats import edifact, facturx, survey, x12, xml_invoices
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

UBL = "ubl 2.1"
CII = "cii d16b"
HEAD_BYTES = 64 * 1024
_PDF_HEAD_BYTES = 1024
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_XML = {"ubl": UBL, "cii": CII, "zugferd": facturx.ZUGFERD_1}
_SIGN = re.compile(
    r"(?P<ubl>urn:oasis:names:specification:ubl:schema:xsd:(?:Invoice|CreditNote)-2\b"
    r"|<(?:[\w.-]+:)?(?:Invoice|CreditNote)[\s/>])"
    r"|(?P<cii>urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\b"
    r"|<(?:[\w.-]+:)?CrossIndustryInvoice[\s/>])"
    r"|(?P<zugferd>urn:ferd:CrossIndustryDocument:invoice:1p0\b"
    r"|<(?:[\w.-]+:)?CrossIndustryDocument[\s/>])"
)


def sniff(head: bytes) -> str | None:
    """The format, as `python -m functions.formats` spells it; None if it is none of ours.

    Of a PDF it is `factur-x` alone: `facturx.format_of` tells its profile from what is read.
    """
    text = _text(head[:HEAD_BYTES])
    if text.startswith("<"):
        return _xml(text)
    edi = edifact.sniff(text) or x12.sniff(text)
    if edi:
        return edi
    return facturx.FACTUR_X if b"%PDF-" in head[:_PDF_HEAD_BYTES] else None


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """Each invoice of a file in order, whatever its format.

    Raises Invalid, before anything is read, if the file is unsound or of no known format.
    """
    survey.check_size(content)
    found = sniff(content)
    if found == facturx.FACTUR_X:
        return facturx.read(content)
    if found and found.startswith("edifact"):
        return edifact.read(content)
    if found and found.startswith("x12"):
        return x12.read(content)
    if found or _text(content[:HEAD_BYTES]).startswith("<"):
        return xml_invoices.read(content, known=found is not None)
    raise survey.refusal("TIE-FILE-FORMAT", "the format is not recognised", "byte 0")


def _xml(text: str) -> str | None:
    """The format whose first sign comes first; an invoice further on is for the reader to find."""
    sign = _SIGN.search(text)
    return _XML[sign.lastgroup] if sign and sign.lastgroup else None


def _text(head: bytes) -> str:
    encoding = next((name for start, name in _ENCODINGS if head.startswith(start)), "latin-1")
    return head.decode(encoding, errors="ignore").lstrip()

"""Which format a file is in, told from its first bytes; and the reader for it."""

import codecs
import re
from collections.abc import Iterator

from functions.formats import survey, ubl
from functions.formats.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

UBL = "ubl 2.1"
HEAD_BYTES = 64 * 1024
_ENCODINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_UBL = re.compile(
    r"urn:oasis:names:specification:ubl:schema:xsd:(?:Invoice|CreditNote)-2\b"
    r"|<(?:[\w.-]+:)?(?:Invoice|CreditNote)[\s/>]"
)


def sniff(head: bytes) -> str | None:
    """The format, as `python -m functions.formats` spells it; None if it is none of ours."""
    text = _text(head[:HEAD_BYTES])
    return UBL if text.startswith("<") and _UBL.search(text) else None


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """Each invoice of a file in order, whatever its format.

    Raises Invalid, before anything is read, if the file is unsound or of no known format.
    """
    survey.check_size(content)
    if sniff(content) or _holds_ubl(content):
        return ubl.read(content)
    raise survey.refusal("TIE-FILE-FORMAT", "the format is not recognised", "byte 0")


def _holds_ubl(content: bytes) -> bool:
    """Whether XML that does not look like ours holds an invoice further on; unsound XML is refused
    for what is wrong with it, not for being unknown."""
    looks_like_xml = _text(content[:HEAD_BYTES]).startswith("<")
    return looks_like_xml and survey.survey(content, ubl.is_root) > 0


def _text(head: bytes) -> str:
    encoding = next((name for start, name in _ENCODINGS if head.startswith(start)), "latin-1")
    return head.decode(encoding, errors="ignore").lstrip()

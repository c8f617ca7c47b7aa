"""Factur-X and ZUGFeRD: an invoice as data inside the PDF that shows it to people."""

import re
from collections.abc import Iterator

from functions.formats import pdf, xml_invoices
from functions.formats.survey import refusal
from functions.runtime.errors import Invalid
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

FACTUR_X = "factur-x"
ZUGFERD_1 = "zugferd 1.0"
_NAMES = frozenset({"factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"})
"""How the attached invoice may be called (Factur-X 1.0, ZUGFeRD 1.0 to 2.x), case aside."""

_OWN = re.compile(r"[:#](minimum|basicwl|basic|en16931|extended)$")
_EN16931 = "urn:cen.eu:en16931:2017"
_ZUGFERD_1 = "urn:ferd:CrossIndustryDocument:invoice:1p0"


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """The invoice of the PDF. Raises Invalid if it holds none as data, or more than one."""
    name, document = _attached(content)
    try:
        return xml_invoices.read(document, known=True)
    except Invalid as refused:
        found = refused.findings[0]
        raise refusal(found.code, found.message, f"{name}: {found.where}") from None


def format_of(specification: str | None) -> str:
    """How the format of a PDF is called, by the guideline that its invoice names (BT-24)."""
    guideline = specification or ""
    if guideline.startswith(_ZUGFERD_1):
        return ZUGFERD_1
    if own := _OWN.search(guideline):
        return f"{FACTUR_X} {own[1]}"
    if "xrechnung" in guideline:
        return f"{FACTUR_X} xrechnung"
    return f"{FACTUR_X} en16931" if guideline.startswith(_EN16931) else FACTUR_X


def _attached(content: bytes) -> tuple[str, bytes]:
    """Name and content of the only attachment that is an invoice."""
    found = {data: name for name, data in pdf.attachments(content, _NAMES)}
    if len(found) > 1:
        message = f"the PDF holds {len(found)} different invoices as data"
        raise refusal("TIE-PDF-SEVERAL", message, ", ".join(sorted(found.values())))
    for data, name in found.items():
        return name, data
    message = f"the PDF holds no invoice as data: none of {', '.join(sorted(_NAMES))}"
    raise refusal("TIE-PDF-NOTHING", message, "attachments")

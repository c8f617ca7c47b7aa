"""UN/CEFACT Cross Industry Invoice (CII) D16B, as EN 16931, XRechnung and Factur-X use it.

ZUGFeRD 1.0, its forerunner, says the same under older names and is read as well.
"""

from functions.formats.cii.invoice import invoice as invoice

_NAMESPACES = {
    "CrossIndustryInvoice": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "CrossIndustryDocument": "urn:ferd:CrossIndustryDocument:invoice:1p0",
}


def is_root(namespace: str, name: str) -> bool:
    """Whether this element opens an invoice."""
    return name in _NAMESPACES and namespace in ("", _NAMESPACES[name])

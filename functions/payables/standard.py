"""Which standard an invoice says it follows (EN 16931, BT-23 and BT-24): its rules are its own."""

from schemas.invoice import InvoiceContent

EN16931 = "urn:cen.eu:en16931:2017"
PEPPOL = f"{EN16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PEPPOL_BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:"


def follows_en16931(invoice: InvoiceContent) -> bool:
    """Whether it claims EN 16931, or any usage of it (CIUS) or extension to it."""
    return (invoice.specification or "").startswith(EN16931)


def follows_peppol(invoice: InvoiceContent) -> bool:
    """Whether it claims Peppol BIS Billing 3; its process alone is used by other usages as well."""
    return _PEPPOL_BILLING in (invoice.specification or "")

"""UBL 2.1 Invoice and CreditNote (OASIS), as Peppol BIS Billing 3 and EN 16931 use them.

Elements are matched by local name; the namespace only tells a UBL document from a stranger of the
same name. Documents may stand alone, in a StandardBusinessDocument, or in any other wrapper.
"""

from functions.formats.ubl.invoice import invoice as invoice

ROOTS = ("Invoice", "CreditNote")
_NAMESPACES = ("", *(f"urn:oasis:names:specification:ubl:schema:xsd:{n}-2" for n in ROOTS))


def is_root(namespace: str, name: str) -> bool:
    """Whether this element opens an invoice."""
    return name in ROOTS and namespace in _NAMESPACES

"""UBL 2.1 Invoice and CreditNote (OASIS), as Peppol BIS Billing 3 and EN 16931 use them.

Elements are matched by local name; the namespace only tells a UBL document from a stranger of the
same name. Documents may stand alone, in a StandardBusinessDocument, or in any other wrapper.
"""

from collections.abc import Iterator

from functions.formats import survey, xml
from functions.formats.reading import Unreadable
from functions.formats.ubl.invoice import invoice
from schemas.commands.submit_invoice import SubmitInvoice

INVOICES_MAX = 5_000
ROOTS = ("Invoice", "CreditNote")
_NAMESPACES = ("", *(f"urn:oasis:names:specification:ubl:schema:xsd:{n}-2" for n in ROOTS))


def is_root(namespace: str, name: str) -> bool:
    """Whether this element opens an invoice."""
    return name in ROOTS and namespace in _NAMESPACES


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """Each invoice of the file in order. Raises Invalid before the first if the file is unsound."""
    found = survey.survey(content, is_root)
    if not found:
        raise survey.refusal(
            "TIE-FILE-NOTHING", "the file holds no UBL Invoice or CreditNote", "byte 0"
        )
    if found > INVOICES_MAX:
        message = f"the file holds {found} invoices; at most {INVOICES_MAX} are read"
        raise survey.refusal("TIE-FILE-COUNT", message)
    documents = xml.documents(content, is_root)
    return (invoice(document, ordinal) for ordinal, document in enumerate(documents, start=1))

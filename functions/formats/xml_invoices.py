"""Invoices written in XML: UBL and CII, several in a file, each read as what it is."""

from collections.abc import Iterator

from functions.formats import cii, survey, ubl, xml
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice

INVOICES_MAX = 5_000


def read(content: bytes, *, known: bool) -> Iterator[SubmitInvoice | Unreadable]:
    """Each invoice of the file in order, in whatever wrapper they stand.

    `known` says that the file looks like one of ours. Raises Invalid, before the first is read, if
    the file is unsound or holds none.
    """
    found = survey.survey(content, _is_root)
    if not found:
        raise _nothing(known=known)
    if found > INVOICES_MAX:
        message = f"the file holds {found} invoices; at most {INVOICES_MAX} are read"
        raise survey.refusal("TIE-FILE-COUNT", message)
    documents = xml.documents(content, _is_root)
    return (_invoice(document, ordinal) for ordinal, document in enumerate(documents, start=1))


def _nothing(*, known: bool) -> Exception:
    if known:
        message = "the file holds no UBL Invoice or CreditNote and no CII CrossIndustryInvoice"
        return survey.refusal("TIE-FILE-NOTHING", message, "byte 0")
    return survey.refusal("TIE-FILE-FORMAT", "the format is not recognised", "byte 0")


def _is_root(namespace: str, name: str) -> bool:
    return ubl.is_root(namespace, name) or cii.is_root(namespace, name)


def _invoice(document: xml.Element, ordinal: int) -> SubmitInvoice | Unreadable:
    if ubl.is_root(document.namespace, document.name):
        return ubl.invoice(document, ordinal)
    return cii.invoice(document, ordinal)

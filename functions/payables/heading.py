"""What an invoice's heading says of itself: which kind it is, and a number that can be compared."""

from collections.abc import Iterator

from functions.payables.identity import compared
from schemas.finding import Finding
from schemas.invoice import CREDIT_NOTE_CODES, InvoiceContent


def heading_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """A type code that says the opposite of the kind, a test, a number in letters not ours.

    The kind decides who owes whom, so a code that contradicts it is never overruled. A Cyrillic A
    or an Arabic digit would make the same printed number another one, and a debt payable twice.
    """
    reduces = invoice.type_code in CREDIT_NOTE_CODES
    if invoice.type_code and reduces != (invoice.kind == "credit_note"):
        message = f"type code {invoice.type_code} is not one of kind {invoice.kind}"
        yield Finding(code="BR-CL-01", message=message, where="type_code")
    if invoice.test:
        yield Finding(code="TIE-TEST", message="the sender marks it as a test", where="test")
    if any(sign.isalnum() and not sign.isascii() for sign in compared(invoice.number)):
        message = "the number holds letters or digits that are not A to Z or 0 to 9"
        yield Finding(code="TIE-NUMBER", message=message, where="number")

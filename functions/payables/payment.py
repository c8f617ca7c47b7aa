"""How an invoice says that it is to be paid, and what EN 16931 and Peppol want said of it."""

from collections.abc import Iterator
from decimal import Decimal

from functions.payables.code_lists import PAYMENT_MEANS
from functions.payables.standard import follows_en16931, follows_peppol
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.payment_means import PaymentMeans, SubmittedPaymentMeans

_CREDIT_TRANSFERS = ("30", "58")
_DIRECT_DEBITS = ("49", "59")


def payment_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """A debt that never falls due, means that are not told or unknown, what each cannot do without.

    A credit note is paid to nobody: it has no due date of its own.
    """
    if not follows_en16931(invoice):
        return
    due = invoice.due_date or invoice.terms
    if Decimal(invoice.totals.payable) > 0 and invoice.kind == "invoice" and not due:
        yield _finding("BR-CO-25", "the due date or the terms are missing", "due_date")
    for place, way in enumerate(_ways(invoice)):
        yield from _way(way, follows_peppol(invoice), f"payment_means[{place}]")


def _ways(invoice: InvoiceContent) -> tuple[PaymentMeans | SubmittedPaymentMeans, ...]:
    """Sealed, or still in clear at a door; to import that door's command is no rule's business."""
    ways: tuple[PaymentMeans | SubmittedPaymentMeans, ...] = getattr(invoice, "payment_means", ())
    return ways


def _way(way: PaymentMeans | SubmittedPaymentMeans, peppol: bool, where: str) -> Iterator[Finding]:
    if way.code is None:
        yield _finding("BR-49", "the code of the means is missing", f"{where}.code")
    elif way.code not in PAYMENT_MEANS:
        yield _finding("BR-CL-16", "the code is not one of UNCL 4461", f"{where}.code")
    if way.code in _CREDIT_TRANSFERS and way.account is None:
        yield _finding("BR-61", "the account to transfer to is missing", f"{where}.account")
    if peppol and way.code in _DIRECT_DEBITS and not way.mandate:
        message = "a direct debit needs its mandate"
        yield _finding("PEPPOL-EN16931-R061", message, f"{where}.mandate")


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

"""When an invoice falls due and until when which discount may be taken (domain: payment terms)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from schemas.day import LAST
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.terms import DiscountTier, PaymentTerms, Schedule

_DECIMALS = 3
"""Of a discount percentage, as ERPs file it (SAP's CashDiscount1Percent)."""
_Source = Literal["invoice terms", "supplier terms"]


def due_and_discount(invoice: InvoiceContent, supplier_terms: PaymentTerms | None) -> Schedule:
    """The due date: as printed, else by the invoice's terms, else by the supplier's, else at once.

    The discount is the highest of the invoice's own tiers, or of the supplier's where the invoice
    says nothing of terms; never after the due date, and never on a credit note.
    """
    due, source = _due(invoice, supplier_terms)
    tier, terms, origin = _discount(invoice, supplier_terms)
    if tier is None or terms is None:
        return Schedule(due_date=due, source=source)
    until = baseline(invoice, terms) + timedelta(days=tier.days)
    return Schedule(
        due_date=due,
        source=source,
        discount_date=min(until, due),
        discount_percent=_plain(tier.percent),
        discount_source=origin,
    )


def baseline(invoice: InvoiceContent, terms: PaymentTerms) -> date:
    """The day that days are counted from: the stated one, or the issue date, or its month's end."""
    start = terms.baseline or invoice.issue_date
    if not terms.end_of_month:
        return start
    return start.replace(day=monthrange(start.year, start.month)[1])


def terms_findings(
    invoice: InvoiceContent, supplier_terms: PaymentTerms | None = None
) -> Iterator[Finding]:
    """What no schedule and no ERP can hold: a discount of all or of too many decimals, a due date
    beyond our calendar. The supplier's terms are asked as well, for they may come to hold."""
    for source, terms in (("terms", invoice.terms), ("supplier terms", supplier_terms)):
        for place, tier in enumerate(terms.discounts if terms else ()):
            if not _postable(tier.percent):
                message = "a discount is below 100 % and has at most three decimals"
                where = f"{source}.discounts[{place}].percent"
                yield Finding(code="TIE-TERMS-PERCENT", message=message, where=where)
    due, source = _due(invoice, supplier_terms)
    if due > LAST:
        message = f"by {source} it falls due after {LAST}"
        yield Finding(code="TIE-TERMS-DATE", message=message, where="terms")


def _postable(percent: str) -> bool:
    return Decimal(percent) < 100 and len(_plain(percent).partition(".")[2]) <= _DECIMALS


def _plain(percent: str) -> str:
    """The percentage without zeros that say nothing: `2.1250` is 2.125."""
    return format(Decimal(percent).normalize(), "f")


def _due(
    invoice: InvoiceContent, supplier_terms: PaymentTerms | None
) -> tuple[date, Literal["invoice", "invoice terms", "supplier terms", "on receipt"]]:
    if invoice.due_date:
        return invoice.due_date, "invoice"
    if invoice.terms and invoice.terms.net_days is not None:
        return baseline(invoice, invoice.terms) + timedelta(invoice.terms.net_days), "invoice terms"
    if supplier_terms and supplier_terms.net_days is not None and invoice.kind == "invoice":
        return baseline(invoice, supplier_terms) + timedelta(
            supplier_terms.net_days
        ), "supplier terms"
    return invoice.issue_date, "on receipt"


def _discount(
    invoice: InvoiceContent, supplier_terms: PaymentTerms | None
) -> tuple[DiscountTier | None, PaymentTerms | None, _Source]:
    terms, origin = invoice.terms, "invoice terms"
    if terms is None:
        terms, origin = supplier_terms, "supplier terms"
    if terms is None or invoice.kind == "credit_note":
        return None, None, "invoice terms"
    tiers = [tier for tier in terms.discounts if Decimal(tier.percent) > 0]
    best = max(tiers, key=lambda tier: (Decimal(tier.percent), tier.days), default=None)
    return best, terms, "invoice terms" if origin == "invoice terms" else "supplier terms"

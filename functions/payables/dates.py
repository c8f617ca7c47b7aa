"""Whether an invoice's dates can be true."""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import Period


def date_findings(
    invoice: InvoiceContent, today: date, future_days: int, age_days_max: int
) -> Iterator[Finding]:
    """Issued in the future or long ago, due before it was issued, periods that end before they
    start, and a tax point given twice."""
    if invoice.issue_date > today + timedelta(days=future_days):
        yield _finding("TIE-DATE-FUTURE", "issued in the future", "issue_date")
    if invoice.issue_date < today - timedelta(days=age_days_max):
        yield _finding("TIE-DATE-OLD", f"issued over {age_days_max} days ago", "issue_date")
    if invoice.due_date and invoice.due_date < invoice.issue_date:
        yield _finding("TIE-DATE-DUE", "due before it was issued", "due_date")
    if invoice.tax_point_date and invoice.tax_point_code:
        message = "the tax point is given as a date and as a code"
        yield _finding("BR-CO-03", message, "tax_point_date")
    yield from _period(invoice.period, "BR-29", "period")
    for place, line in enumerate(invoice.lines):
        yield from _period(line.period, "BR-30", f"lines[{place}].period")


def _period(period: Period | None, rule: str, where: str) -> Iterator[Finding]:
    if period and period.start and period.end and period.end < period.start:
        yield _finding(rule, "the period ends before it starts", f"{where}.end")


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

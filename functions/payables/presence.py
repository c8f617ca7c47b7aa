"""What EN 16931 wants stated, asked only of invoices that say they follow it (BT-24)."""

from collections.abc import Iterator

from functions.payables.standard import follows_en16931
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import AllowanceCharge, InvoiceLine
from schemas.party import UNSCHEMED

_Wanted = Iterator[tuple[str, str, object]]
_REASONS = {
    ("document", "allowance"): ("BR-33", "BR-CO-21"),
    ("document", "charge"): ("BR-38", "BR-CO-22"),
    ("line", "allowance"): ("BR-42", "BR-CO-23"),
    ("line", "charge"): ("BR-44", "BR-CO-24"),
}
"""The standard asks for a reason twice: as a rule of its group, and as a condition."""


def presence_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each mandatory statement that is missing."""
    if not follows_en16931(invoice):
        return
    for rule, where, present in _wanted(invoice):
        if not present:
            yield Finding(code=rule, message="EN 16931 wants this stated", where=where)


def _wanted(invoice: InvoiceContent) -> _Wanted:
    yield "BR-04", "type_code", invoice.type_code
    yield from _totals(invoice)
    for place, line in enumerate(invoice.lines):
        yield from _line(line, f"lines[{place}]")
    yield from _reasons("document", invoice.allowances_charges, "")
    for place, attachment in enumerate(invoice.attachments):
        yield "BR-52", f"attachments[{place}].id", attachment.id


def _totals(invoice: InvoiceContent) -> _Wanted:
    totals, kinds = invoice.totals, {each.kind for each in invoice.allowances_charges}
    yield "BR-12", "totals.line_net", totals.line_net
    yield "BR-13", "totals.net", totals.net
    yield "BR-CO-11", "totals.allowances", totals.allowances or "allowance" not in kinds
    yield "BR-CO-12", "totals.charges", totals.charges or "charge" not in kinds
    yield "BR-CO-18", "taxes", invoice.taxes
    for place, tax in enumerate(invoice.taxes):
        yield "BR-45", f"taxes[{place}].taxable", tax.taxable
    accounted = totals.tax_in_tax_currency or invoice.tax_currency in (None, invoice.currency)
    yield "BR-53", "totals.tax_in_tax_currency", accounted


def _line(line: InvoiceLine, where: str) -> _Wanted:
    yield "BR-22", f"{where}.quantity", line.quantity
    yield "BR-23", f"{where}.unit", line.unit
    yield "BR-25", f"{where}.article.name", line.article.name
    yield "BR-26", f"{where}.unit_price", line.unit_price
    yield from _reasons("line", line.allowances_charges, f"{where}.")
    known = line.article.standard_id
    yield "BR-64", f"{where}.article.standard_id", known is None or known.scheme != UNSCHEMED
    for place, each in enumerate(line.article.classifications):
        listed = each.scheme != UNSCHEMED
        yield "BR-65", f"{where}.article.classifications[{place}]", listed


def _reasons(level: str, given: tuple[AllowanceCharge, ...], under: str) -> _Wanted:
    for place, each in enumerate(given):
        where = f"{under}allowances_charges[{place}].reason"
        for rule in _REASONS[level, each.kind]:
            yield rule, where, each.reason or each.reason_code

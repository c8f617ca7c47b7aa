"""What EN 16931 wants stated, asked only of invoices that say they follow it (BT-24)."""

from collections.abc import Iterator
from decimal import Decimal

from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.party import Party

EN16931 = "urn:cen.eu:en16931:2017"


def presence_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each mandatory statement that is missing."""
    if not (invoice.specification or "").startswith(EN16931):
        return
    for rule, where, present in _wanted(invoice):
        if not present:
            yield Finding(code=rule, message="EN 16931 wants this stated", where=where)


def _wanted(invoice: InvoiceContent) -> Iterator[tuple[str, str, object]]:
    supplier, totals = invoice.supplier, invoice.totals
    yield "BR-04", "type_code", invoice.type_code
    yield "BR-06", "supplier.name", supplier.name
    yield "BR-07", "buyer.name", invoice.buyer.name
    yield "BR-08", "supplier.address", supplier.address
    yield "BR-09", "supplier.address.country", _country(supplier)
    yield "BR-10", "buyer.address", invoice.buyer.address
    yield "BR-11", "buyer.address.country", _country(invoice.buyer)
    yield "BR-12", "totals.line_net", totals.line_net
    yield "BR-13", "totals.net", totals.net
    yield "BR-CO-18", "taxes", invoice.taxes
    known = supplier.identifiers or supplier.registration or supplier.tax_id()
    yield "BR-CO-26", "supplier", known
    for place, line in enumerate(invoice.lines):
        yield "BR-22", f"lines[{place}].quantity", line.quantity
        yield "BR-23", f"lines[{place}].unit", line.unit
        yield "BR-25", f"lines[{place}].article.name", line.article.name
        yield "BR-26", f"lines[{place}].unit_price", line.unit_price
    if Decimal(totals.payable) > 0:
        due = invoice.due_date or invoice.terms
        yield "BR-CO-25", "due_date", due


def _country(party: Party) -> str | None:
    return party.address.country if party.address else None

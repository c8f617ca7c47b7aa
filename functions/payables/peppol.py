"""What Peppol BIS Billing 3 asks beyond EN 16931, of invoices that say they follow it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from functions.payables.code_lists import listed
from functions.payables.standard import PEPPOL, follows_peppol
from functions.payables.sums import plain
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import AllowanceCharge, InvoiceLine, Period

_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:[0-9]{2}:1\.0")
_GERMAN_ONLY = ("326", "384")
_INVOICES = listed(
    "71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875 "
    "876 877"
)
"""Of UNTDID 1001; self-billing has types, and a specification, of its own."""
_CREDIT_NOTES = listed("81 83 381 396 532")
_EXEMPTIONS = {
    "VATEX-EU-G": ("P0104", "G"),
    "VATEX-EU-O": ("P0105", "O"),
    "VATEX-EU-IC": ("P0106", "K"),
    "VATEX-EU-AE": ("P0107", "AE"),
    "VATEX-EU-D": ("P0108", "E"),
    "VATEX-EU-F": ("P0109", "E"),
    "VATEX-EU-I": ("P0110", "E"),
    "VATEX-EU-J": ("P0111", "E"),
}
"""Exemption reasons that belong to one tax category."""
_Rules = Iterator[tuple[str, bool, str, str]]


def peppol_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each rule of Peppol that does not hold."""
    if not follows_peppol(invoice):
        return
    for rule, holds, message, where in _rules(invoice):
        if not holds:
            yield Finding(code=f"PEPPOL-EN16931-{rule}", message=message, where=where)


def _rules(invoice: InvoiceContent) -> _Rules:
    yield from _heading(invoice)
    yield from _type(invoice)
    yield from _taxes(invoice)
    yield from _bases(invoice.allowances_charges, "")
    for place, line in enumerate(invoice.lines):
        yield from _line(line, invoice.period, f"lines[{place}]")


def _heading(invoice: InvoiceContent) -> _Rules:
    process, specification = invoice.process or "", invoice.specification or ""
    yield "R001", bool(process), "the business process is missing", "process"
    stated = not process or bool(_PROCESS.fullmatch(process))
    yield "R007", stated, "the business process is not one of Peppol Billing", "process"
    yield "R004", specification.startswith(PEPPOL), "not Peppol BIS Billing 3.0", "specification"
    one = len(invoice.notes) <= 1 or _german(invoice)
    yield "R002", one, "only one note is allowed", "notes"
    known = bool(invoice.buyer_reference or invoice.references.order)
    yield "R003", known, "a buyer reference or an order is missing", "buyer_reference"
    yield (
        "R010",
        bool(invoice.buyer.endpoint),
        "the electronic address is missing",
        "buyer.endpoint",
    )
    addressed = bool(invoice.supplier.endpoint)
    yield "R020", addressed, "the electronic address is missing", "supplier.endpoint"


def _type(invoice: InvoiceContent) -> _Rules:
    reduces = invoice.kind == "credit_note"
    rule, allowed = ("P0101", _CREDIT_NOTES) if reduces else ("P0100", _INVOICES)
    listed = invoice.type_code is None or invoice.type_code in allowed
    yield rule, listed, "the type code is none of Peppol's", "type_code"
    domestic = invoice.type_code not in _GERMAN_ONLY or _german(invoice)
    yield "P0112", domestic, "this type is for German parties alone", "type_code"


def _taxes(invoice: InvoiceContent) -> _Rules:
    differs = invoice.tax_currency != invoice.currency
    yield "R005", differs, "the tax currency is the document's", "tax_currency"
    tax, accounted = (Decimal(each or 0) for each in _tax_totals(invoice))
    message = "both tax totals have the same sign"
    yield "R055", tax * accounted >= 0, message, "totals.tax_in_tax_currency"
    for place, subtotal in enumerate(invoice.taxes):
        rule, category = _EXEMPTIONS.get((subtotal.exemption_code or "").upper(), ("", None))
        if rule:
            message = f"the exemption code is one of category {category}"
            yield rule, subtotal.category == category, message, f"taxes[{place}].exemption_code"


def _tax_totals(invoice: InvoiceContent) -> tuple[str | None, str | None]:
    return invoice.totals.tax, invoice.totals.tax_in_tax_currency


def _line(line: InvoiceLine, covered: Period | None, where: str) -> _Rules:
    yield from _bases(line.allowances_charges, f"{where}.")
    same = line.price_base_unit in (None, line.unit)
    yield (
        "R130",
        same,
        "the price is for another unit than the quantity",
        f"{where}.price_base_unit",
    )
    for place, each in enumerate(line.price_allowances):
        at = f"{where}.price_allowances[{place}]"
        yield "R044", each.kind == "allowance", "a price has allowances alone", at
        if each.base is not None and line.unit_price is not None:
            due = Decimal(each.base) - Decimal(each.amount)
            message = f"the price is {line.unit_price}, but gross less allowance is {plain(due)}"
            yield "R046", Decimal(line.unit_price) == due, message, f"{where}.unit_price"
    if covered and line.period:
        starts, ends = line.period.start, line.period.end
        message = "the line's period lies outside the invoice's"
        early = bool(starts and covered.start and starts < covered.start)
        yield "R110", not early, message, f"{where}.period.start"
        late = bool(ends and covered.end and ends > covered.end)
        yield "R111", not late, message, f"{where}.period.end"


def _bases(given: tuple[AllowanceCharge, ...], under: str) -> _Rules:
    for place, each in enumerate(given):
        where = f"{under}allowances_charges[{place}]"
        based = each.percent is None or each.base is not None
        yield "R041", based, "a percentage needs the amount it is of", f"{where}.base"
        shared = each.base is None or each.percent is not None
        yield "R042", shared, "a base amount needs its percentage", f"{where}.percent"


def _german(invoice: InvoiceContent) -> bool:
    addresses = (invoice.supplier.address, invoice.buyer.address)
    return all(address and address.country == "DE" for address in addresses)

"""Whether each line and each allowance is what its own figures make it."""

from collections.abc import Iterator
from decimal import Decimal

from functions.payables.sums import net_of, plain, priced, rounded, share, total
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import AllowanceCharge, InvoiceLine


def line_findings(invoice: InvoiceContent, tolerance: Decimal) -> Iterator[Finding]:
    """Line net against quantity and price, allowances against their percentage, ids unique."""
    seen: set[str] = set()
    for place, line in enumerate(invoice.lines):
        where = f"lines[{place}]"
        if line.id in seen:
            yield _finding("TIE-LINE-ID", "another line has the same id", f"{where}.id")
        seen.add(line.id)
        yield from _line(line, where, invoice.currency, tolerance)
    yield from _shares(invoice.allowances_charges, "", invoice.currency, tolerance)


def _line(line: InvoiceLine, where: str, currency: str, tolerance: Decimal) -> Iterator[Finding]:
    yield from _priced(line, where, currency, tolerance)
    yield from _shares(line.allowances_charges, f"{where}.", currency, tolerance)
    parts = total(part.net for part in line.parts)
    if line.parts and Decimal(line.net) != parts:
        message = f"net is {line.net}, but its parts make {plain(parts)}"
        yield _finding("BR-DEX-02", message, f"{where}.net")
    for place, part in enumerate(line.parts):
        yield from _line(part, f"{where}.parts[{place}]", currency, tolerance)


def _priced(line: InvoiceLine, where: str, currency: str, tolerance: Decimal) -> Iterator[Finding]:
    base = Decimal(line.price_base_quantity or 1)
    if line.unit_price is not None and Decimal(line.unit_price) < 0:
        yield _finding("BR-27", "the price is negative", f"{where}.unit_price")
    for place, each in enumerate(line.price_allowances):
        if each.base is not None and Decimal(each.base) < 0:
            at = f"{where}.price_allowances[{place}].base"
            yield _finding("BR-28", "the gross price is negative", at)
    if base <= 0:
        message = "the quantity that the price is for must be more than zero"
        yield _finding("PEPPOL-EN16931-R121", message, f"{where}.price_base_quantity")
    elif line.unit_price is not None and line.quantity is not None:
        worth = priced(line.quantity, line.unit_price, base) + net_of(line.allowances_charges)
        due = rounded(worth, currency)
        if abs(Decimal(line.net) - due) > tolerance:
            message = f"net is {line.net}, but quantity, price and allowances make {plain(due)}"
            yield _finding("PEPPOL-EN16931-R120", message, f"{where}.net")


def _shares(
    given: tuple[AllowanceCharge, ...], under: str, currency: str, tolerance: Decimal
) -> Iterator[Finding]:
    for place, each in enumerate(given):
        if each.base is None or each.percent is None:
            continue
        due = rounded(share(each.base, each.percent), currency)
        if abs(Decimal(each.amount) - due) > tolerance:
            message = f"the amount is {each.amount}, but {each.percent} % makes {plain(due)}"
            where = f"{under}allowances_charges[{place}].amount"
            yield _finding("PEPPOL-EN16931-R040", message, where)


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

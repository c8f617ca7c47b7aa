"""Whether the currency is one, and every amount fits it (EN 16931, BR-CL-04 and BR-DEC)."""

from collections.abc import Iterator

from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import AllowanceCharge
from schemas.money import exponent, known, minor_units

_TOTALS = {
    "line_net": "09",
    "allowances": "10",
    "charges": "11",
    "net": "12",
    "tax": "13",
    "gross": "14",
    "prepaid": "16",
    "rounding": "17",
    "payable": "18",
}
_Amounts = Iterator[tuple[str, str | None, str]]


def currency_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """An unknown currency; amounts that are finer than their currency's minor unit."""
    if not known(invoice.currency):
        yield _finding("BR-CL-04", f"{invoice.currency} is not an ISO 4217 code", "currency")
    else:
        for rule, amount, where in _amounts(invoice):
            yield from _too_fine(rule, amount, invoice.currency, where)
    if invoice.tax_currency is None:
        return
    if not known(invoice.tax_currency):
        yield _finding(
            "BR-CL-05", f"{invoice.tax_currency} is not an ISO 4217 code", "tax_currency"
        )
    else:
        where = "totals.tax_in_tax_currency"
        yield from _too_fine("15", invoice.totals.tax_in_tax_currency, invoice.tax_currency, where)


def _amounts(invoice: InvoiceContent) -> _Amounts:
    for name, rule in _TOTALS.items():
        yield rule, getattr(invoice.totals, name), f"totals.{name}"
    for place, tax in enumerate(invoice.taxes):
        yield "19", tax.taxable, f"taxes[{place}].taxable"
        yield "20", tax.tax, f"taxes[{place}].tax"
    yield from _parts(invoice.allowances_charges, "", {"allowance": 1, "charge": 5})
    for place, line in enumerate(invoice.lines):
        yield "23", line.net, f"lines[{place}].net"
        yield from _parts(
            line.allowances_charges, f"lines[{place}].", {"allowance": 24, "charge": 27}
        )


def _parts(given: tuple[AllowanceCharge, ...], under: str, rules: dict[str, int]) -> _Amounts:
    for place, each in enumerate(given):
        rule, where = rules[each.kind], f"{under}allowances_charges[{place}]"
        yield f"{rule:02}", each.amount, f"{where}.amount"
        yield f"{rule + 1:02}", each.base, f"{where}.base"


def _too_fine(rule: str, amount: str | None, currency: str, where: str) -> Iterator[Finding]:
    if amount is None:
        return
    decimals = max(2, exponent(currency))
    if len(amount.partition(".")[2]) > decimals:
        yield _finding(f"BR-DEC-{rule}", f"{amount} has more than {decimals} decimals", where)
    else:
        try:
            minor_units(amount, currency)
        except ValueError as error:
            yield _finding("TIE-MINOR-UNIT", f"{amount} does not exist: {error}", where)


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

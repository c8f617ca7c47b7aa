"""Whether an invoice adds up, to the minor unit (EN 16931, BR-CO-10 to BR-CO-16)."""

from collections.abc import Iterator
from decimal import Decimal

from functions.payables.sums import plain, total
from schemas.finding import Finding
from schemas.invoice import InvoiceContent


def totals_findings(invoice: InvoiceContent, rounding_max: Decimal) -> Iterator[Finding]:
    """Each stated total that is not what it should be, or that moves what is payable too far.

    A total that is not stated is computed from what is, so that the chain from the lines to the
    payable amount is always checked to its end.
    """
    stated = invoice.totals
    lines = total(line.net for line in invoice.lines)
    allowances = _of_document(invoice, "allowance")
    charges = _of_document(invoice, "charge")
    line_net = _said(stated.line_net, lines)
    net = line_net - _said(stated.allowances, allowances) + _said(stated.charges, charges)
    gross = _said(stated.net, net) + _said(stated.tax, total(tax.tax for tax in invoice.taxes))
    prepaid, rounding = _said(stated.prepaid, Decimal(0)), _said(stated.rounding, Decimal(0))
    payable = Decimal(stated.gross) - prepaid + rounding
    yield from _differs("BR-CO-10", "line_net", stated.line_net, lines, "the sum of the lines")
    yield from _differs("BR-CO-11", "allowances", stated.allowances, allowances, "their sum")
    yield from _differs("BR-CO-12", "charges", stated.charges, charges, "their sum")
    yield from _differs("BR-CO-13", "net", stated.net, net, "lines - allowances + charges")
    yield from _differs("BR-CO-15", "gross", stated.gross, gross, "net + tax")
    yield from _differs(
        "BR-CO-16", "payable", stated.payable, payable, "gross - prepaid + rounding"
    )
    if prepaid and not 0 < prepaid <= Decimal(stated.gross):
        message = f"prepaid is {stated.prepaid}, but lies between nothing and gross"
        yield Finding(code="TIE-PREPAID", message=message, where="totals.prepaid")
    if abs(rounding) > rounding_max:
        message = f"rounding is {stated.rounding}, but policy allows {plain(rounding_max)}"
        yield Finding(code="TIE-ROUNDING", message=message, where="totals.rounding")
    if invoice.kind == "credit_note" and Decimal(stated.gross) < 0:
        message = "a credit note states positive amounts; its kind says that it reduces the debt"
        yield Finding(code="TIE-CREDIT-SIGN", message=message, where="totals.gross")


def _said(amount: str | None, otherwise: Decimal) -> Decimal:
    return otherwise if amount is None else Decimal(amount)


def _of_document(invoice: InvoiceContent, kind: str) -> Decimal:
    return total(each.amount for each in invoice.allowances_charges if each.kind == kind)


def _differs(
    code: str, name: str, stated: str | None, due: Decimal, formula: str
) -> Iterator[Finding]:
    if stated is not None and Decimal(stated) != due:
        message = f"{name} is {stated}, but {formula} makes {plain(due)}"
        yield Finding(code=code, message=message, where=f"totals.{name}")

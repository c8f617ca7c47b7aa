"""A bill as SAP S/4HANA Cloud takes it; pure.

The service is API_SUPPLIERINVOICE_PROCESS_SRV (OData V2, communication scenario SAP_COM_0057,
https://api.sap.com/api/API_SUPPLIERINVOICE_PROCESS_SRV/overview); names and lengths are those of
its $metadata: A_SupplierInvoice, A_SupplierInvoiceItemGLAcct, A_SupplierInvoiceTax. It knows only
the deep create: items and taxes travel inside the header's one POST (SAP Cloud SDK, class
SupplierInvoiceIntegrationService). Edm.Decimal travels as text, a date as `/Date(ms)/`.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from functions.connectors.erp import Bill, BillLine
from functions.connectors.sap.odata import wire_date
from functions.runtime.errors import Rejected

Wire = dict[str, str | bool | dict[str, list[dict[str, str]]]]

POSTED = "5"
"""SupplierInvoiceStatus (RBSTAT): posted; A to E are parked or held, 2 is deleted."""
CREDIT_MEMO = "X"
BLOCKED = "A"
"""PaymentBlockingReason: blocked by hand. `R` is invoice verification's own, and it lifts it."""
UNFIT = "unfit"

_DAYS_MAX = 999
_ITEMS_MAX = 9_999
"""SupplierInvoiceItem is four characters long, and all of them digits."""
_LARGEST = Decimal(10) ** 11


def posting(bill: Bill) -> Wire:
    """The deep create of a bill. Raises Rejected (`unfit`) for what SAP's fields cannot hold."""
    if misfits := list(_misfits(bill)):
        raise Rejected("SAP cannot hold this bill: " + "; ".join(misfits), code=UNFIT)
    return {
        "CompanyCode": bill.company,
        "DocumentDate": wire_date(bill.document_date),
        "PostingDate": wire_date(bill.posting_date),
        "SupplierInvoiceIDByInvcgParty": bill.reference,
        "InvoicingParty": bill.supplier,
        "DocumentCurrency": bill.currency,
        "InvoiceGrossAmount": bill.gross,
        "DocumentHeaderText": bill.number[:25],
        "SupplierPostingLineItemText": bill.document[:50],
        "PaymentBlockingReason": BLOCKED if bill.blocked else "",
        "SupplierInvoiceStatus": POSTED,
        "SupplierInvoiceIsCreditMemo": credit_memo(bill),
        "TaxIsCalculatedAutomatically": False,
        **_terms(bill),
        "to_SupplierInvoiceItemGLAcct": {"results": list(_items(bill))},
        "to_SupplierInvoiceTax": {"results": list(_taxes(bill))},
    }


def credit_memo(bill: Bill) -> str:
    """SupplierInvoiceIsCreditMemo, a String(1): `X` or nothing."""
    return CREDIT_MEMO if bill.kind == "credit_note" else ""


def _items(bill: Bill) -> Iterator[dict[str, str]]:
    for ordinal, line in enumerate(bill.lines, start=1):
        item = {
            "SupplierInvoiceItem": f"{ordinal:04}",
            "CompanyCode": bill.company,
            "GLAccount": line.account,
            "DocumentCurrency": bill.currency,
            "SupplierInvoiceItemAmount": line.net.removeprefix("-"),
            "TaxCode": line.tax_code,
            "DebitCreditCode": _side(bill, line),
        }
        yield item | ({"SupplierInvoiceItemText": line.text[:50]} if line.text else {})


def _side(bill: Bill, line: BillLine) -> str:
    """`S` debit, `H` credit: amounts stay positive, an allowance or a credit memo changes sides."""
    return "SH"[(bill.kind == "credit_note") != line.net.startswith("-")]


def _taxes(bill: Bill) -> Iterator[dict[str, str]]:
    for tax in bill.taxes:
        item = {
            "TaxCode": tax.tax_code,
            "DocumentCurrency": bill.currency,
            "TaxAmount": tax.tax,
        }
        yield item | ({"TaxBaseAmountInTransCrcy": tax.taxable} if tax.taxable else {})


def _terms(bill: Bill) -> dict[str, str]:
    """Our dates as SAP counts them: days from a baseline. Without any, its supplier's terms hold.

    A due date before the document's date becomes the baseline itself: days are not negative.
    """
    if not bill.due_date and not bill.discount_date:
        return {}
    base = _baseline(bill)
    terms = {"DueCalculationBaseDate": wire_date(base)}
    if bill.due_date:
        terms["NetPaymentDays"] = str((bill.due_date - base).days)
    if bill.discount_date and bill.discount_percent:
        terms["CashDiscount1Days"] = str((bill.discount_date - base).days)
        terms["CashDiscount1Percent"] = bill.discount_percent
    return terms


def _baseline(bill: Bill) -> date:
    return min(day for day in (bill.document_date, bill.due_date, bill.discount_date) if day)


def _misfits(bill: Bill) -> Iterator[str]:
    for field, limit, values in (
        ("CompanyCode", 4, {bill.company}),
        ("InvoicingParty", 10, {bill.supplier}),
        ("GLAccount", 10, {line.account for line in bill.lines}),
        ("TaxCode", 2, {line.tax_code for line in bill.lines}),
        ("TaxCode", 2, {tax.tax_code for tax in bill.taxes}),
    ):
        if any(len(value) > limit for value in values):
            yield f"{field} has at most {limit} characters"
    if len(bill.lines) > _ITEMS_MAX:
        yield f"too many lines: it has at most {_ITEMS_MAX}"
    never_negative = [
        bill.gross,
        *(amount for tax in bill.taxes for amount in (tax.tax, tax.taxable) if amount),
    ]
    if any(amount.startswith("-") for amount in never_negative):
        yield "its amounts are positive"
    if not all(_holds(amount) for amount in (*never_negative, *(line.net for line in bill.lines))):
        yield "its amounts have at most 11 digits and 3 decimals"
    last = max(bill.due_date or date.min, bill.discount_date or date.min)
    if last != date.min and (last - _baseline(bill)).days > _DAYS_MAX:
        yield f"its terms are at most {_DAYS_MAX} days"


def _holds(amount: str) -> bool:
    """Whether Edm.Decimal(14,3) holds the amount without rounding."""
    value = abs(Decimal(amount))
    return value < _LARGEST and value == round(value, 3)

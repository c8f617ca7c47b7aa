"""A bill as NetSuite's REST record service takes it; pure.

Records vendorBill ("Vendor Bill", docs.oracle.com, article_164484956387) and vendorCredit: a
credit by its record type, with amounts as positive as a bill's. Names are those of the REST API
Browser. References are internal ids, which differ from account to account, so those of currency
and accounting period are looked up by ISO code and by name.

NetSuite takes no total: it adds up lines and taxes. Tax is stated per line (`tax1Amt`, the tax
engine without SuiteTax: `taxDetails` cannot be written by REST, the same article), so the tax of
each code is divided among its lines and its sum kept to the cent. What NetSuite made of it is
compared afterwards (`agreement`).
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from functions.connectors.erp import Bill
from functions.connectors.netsuite.wire import Wire
from functions.runtime.errors import Rejected
from schemas.money import exponent, known

RecordType = Literal["vendorBill", "vendorCredit"]

APPROVED = "2"
"""approvalStatus: Tieout's own rules approved it, and a bill that awaits approval is not posted."""
UNFIT = "unfit"

_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_NUMBER_MAX = 45
_DECIMALS_MAX = 2
_LARGEST = Decimal(10) ** 12
_WIDE = Context(prec=60)
"""Lines that almost cancel each other have shares of tax far beyond the tax itself."""


def record_type(bill: Bill) -> RecordType:
    """The kind of record that a bill becomes."""
    return "vendorCredit" if bill.kind == "credit_note" else "vendorBill"


def posting(bill: Bill, currency: str, period: str) -> Wire:
    """The record to be created; a currency's and a period's internal ids, or no period."""
    return {
        "externalId": bill.reference,
        "subsidiary": {"id": bill.company},
        "entity": {"id": bill.supplier},
        "tranDate": bill.document_date.isoformat(),
        "tranId": bill.number,
        "currency": {"id": currency},
        "memo": bill.document,
        **({"postingPeriod": {"id": period}} if period else {}),
        **(_payable(bill) if bill.kind == "invoice" else {}),
        "expense": {"items": list(_items(bill))},
    }


def period_name(bill: Bill) -> str:
    """The accounting period, as NetSuite names months, if it is not that of the bill's own date.

    NetSuite posts into the period of `tranDate` unless another is given.
    """
    posted, dated = bill.posting_date, bill.document_date
    return "" if (posted.year, posted.month) == (dated.year, dated.month) else _month(posted)


def check(bill: Bill) -> None:
    """Raises Rejected (`unfit`) for what NetSuite's fields cannot hold, and names it."""
    if misfits := list(_misfits(bill)):
        raise Rejected("NetSuite cannot hold this bill: " + "; ".join(misfits), code=UNFIT)


def _payable(bill: Bill) -> dict[str, Wire]:
    """What only a vendor bill has: terms, its approval, and the hold on its payment."""
    terms: dict[str, Wire] = {"dueDate": bill.due_date.isoformat()} if bill.due_date else {}
    if bill.discount_date and bill.discount_percent:
        share = Decimal(bill.gross) * Decimal(bill.discount_percent) / 100
        terms["discountDate"] = bill.discount_date.isoformat()
        terms["discountAmount"] = _rounded(share, bill.currency)
    return {**terms, "approvalStatus": {"id": APPROVED}, "paymentHold": bill.blocked}


def _items(bill: Bill) -> Iterator[dict[str, Wire]]:
    for line, tax in zip(bill.lines, _line_taxes(bill), strict=True):
        item: dict[str, Wire] = {
            "account": {"id": line.account},
            "amount": Decimal(line.net),
            "taxCode": {"id": line.tax_code},
            "tax1Amt": tax,
        }
        yield item | ({"memo": line.text} if line.text else {})


def _line_taxes(bill: Bill) -> Iterator[Decimal]:
    """Each code's tax over its lines, by their net: together exactly the tax.

    Rounded are the cumulated shares; the last is the whole.
    """
    owed, nets = _owed(bill), defaultdict[str, Decimal](Decimal)
    for line in bill.lines:
        nets[line.tax_code] += Decimal(line.net)
    passed, given = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for line in bill.lines:
        code = line.tax_code
        passed[code] += Decimal(line.net)
        part = passed[code] / nets[code] if nets[code] else Decimal(1)
        upto = _rounded(owed[code] * part, bill.currency)
        yield upto - given[code]
        given[code] = upto


def _owed(bill: Bill) -> defaultdict[str, Decimal]:
    owed = defaultdict[str, Decimal](Decimal)
    for tax in bill.taxes:
        owed[tax.tax_code] += Decimal(tax.tax)
    return owed


def _misfits(bill: Bill) -> Iterator[str]:
    amounts = [bill.gross, *(line.net for line in bill.lines), *(tax.tax for tax in bill.taxes)]
    if len(bill.number) > _NUMBER_MAX:
        yield f"tranId has at most {_NUMBER_MAX} characters"
    if not known(bill.currency) or exponent(bill.currency) > _DECIMALS_MAX:
        yield f"its currencies have at most {_DECIMALS_MAX} decimals"
    elif not all(_holds(amount, bill.currency) for amount in amounts):
        yield "its amounts have at most 12 digits and the decimals of their currency"
    if bill.gross.startswith("-"):
        yield "its total is not negative"
    if {code for code, tax in _owed(bill).items() if tax} - {line.tax_code for line in bill.lines}:
        yield "a tax stands on a line of its code"
    if sum(map(Decimal, amounts[1:])) != Decimal(bill.gross):
        yield "its total is that of lines and taxes"


def _holds(amount: str, currency: str) -> bool:
    value = Decimal(amount)
    return abs(value) < _LARGEST and value == _rounded(value, currency)


def _rounded(value: Decimal, currency: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_HALF_UP, _WIDE)


def _month(day: date) -> str:
    return f"{_MONTHS[day.month * 3 - 3 : day.month * 3]} {day.year}"

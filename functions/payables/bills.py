"""From a validated invoice to the bill that an ERP is sent: accounts, tax codes, reference."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from functions.connectors.erp import Bill, BillLine, BillTax
from functions.payables.identity import normalised
from functions.payables.sums import plain, total
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.policies.payables import Posting

REFERENCE_LENGTH = 16
"""The longest reference that every ERP files whole (SAP's XBLNR)."""
NUMBER_LENGTH = 8
LINES_MAX = 900
"""An accounting document holds 999 lines in SAP (BSEG-BUZEI, three digits); the supplier's and
those of tax are among them, so a longer bill is refused in the ERP after all else was right."""


def reference(document: str, number: str) -> str:
    """Up to eight characters of the number for people, then our hash; the same for every try."""
    shown = "".join(c for c in normalised(number) if c.isascii() and c.isalnum())[:NUMBER_LENGTH]
    own = base64.b32encode(hashlib.sha256(document.encode()).digest()).decode()
    return (shown + own)[:REFERENCE_LENGTH]


def tax_key(category: str | None, rate: str | None) -> str:
    """How `Posting.tax_codes` names a category and rate: `S:19`, `S:5.5`, `E:0`."""
    return f"{category or '-'}:{format(Decimal(rate or '0').normalize(), 'f')}"


def unmapped(invoice: Invoice, supplier_code: str, posting: Posting) -> tuple[Finding, ...]:
    """Everything that the posting policy does not map; nothing is ever guessed (R-RULE-02)."""
    return tuple(_unmapped(invoice, supplier_code, posting))


def _unmapped(invoice: Invoice, supplier_code: str, posting: Posting) -> Iterator[Finding]:
    for what, value in (
        ("erp", posting.erp),
        ("company", posting.company),
        ("expense", posting.expense_account),
    ):
        if value is None:
            yield _missing(f"TIE-MAP-{what.upper()}", f"no {what} is set for {invoice.entity}")
    if supplier_code not in posting.supplier_numbers:
        yield _missing("TIE-MAP-SUPPLIER", f"supplier {supplier_code} has no number in the ERP")
    for key in sorted(_tax_keys(invoice) - set(posting.tax_codes)):
        yield _missing("TIE-MAP-TAX", f"tax {key} has no code in the ERP")
    if _adjusted(invoice) and posting.adjustments is None:
        yield _missing("TIE-MAP-ADJUST", "roundings and prepaid amounts have no account")


def _missing(code: str, message: str) -> Finding:
    return Finding(code=code, message=message, where="policy posting")


def _tax_keys(invoice: Invoice) -> set[str]:
    lines = {tax_key(line.tax_category, line.tax_rate) for line in invoice.lines}
    parts = {tax_key(part.tax_category, part.tax_rate) for part in invoice.allowances_charges}
    return lines | parts | {tax_key(tax.category, tax.rate) for tax in invoice.taxes}


def _adjusted(invoice: Invoice) -> bool:
    """Whether anything is payable beyond lines and tax, though one may outweigh the other."""
    return any(Decimal(part or "0") for part in (invoice.totals.rounding, invoice.totals.prepaid))


def bill(
    invoice: Invoice,
    document: str,
    supplier_code: str,
    posting: Posting,
    today: date,
    *,
    blocked: bool,
) -> Bill:
    """The bill; everything it needs is mapped (see `unmapped`). Posted on the day it is sent."""
    schedule = invoice.schedule
    return Bill(
        kind=invoice.kind,
        document=document,
        reference=reference(document, invoice.number),
        number=invoice.number,
        company=posting.company or "",
        supplier=posting.supplier_numbers[supplier_code],
        document_date=invoice.issue_date,
        posting_date=today,
        due_date=schedule.due_date if schedule else None,
        discount_date=schedule.discount_date if schedule else None,
        discount_percent=schedule.discount_percent if schedule else None,
        currency=invoice.currency,
        gross=invoice.totals.payable,
        lines=_postable(tuple(_lines(invoice, posting))),
        taxes=tuple(
            BillTax(
                tax_code=posting.tax_codes[tax_key(tax.category, tax.rate)],
                taxable=tax.taxable,
                tax=tax.tax,
            )
            for tax in invoice.taxes
        ),
        blocked=blocked,
    )


def _postable(lines: tuple[BillLine, ...]) -> tuple[BillLine, ...]:
    """The lines, or where they are too many one sum for each account and tax code, in their order.

    The lines stay on the invoice; the ledger needs only what they come to.
    """
    if len(lines) <= LINES_MAX:
        return lines
    sums: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        sums.setdefault((line.account, line.tax_code), []).append(line.net)
    return tuple(
        BillLine(account=account, net=plain(total(nets)), tax_code=code, text=f"{len(nets)} lines")
        for (account, code), nets in sums.items()
    )


def _lines(invoice: Invoice, posting: Posting) -> Iterator[BillLine]:
    account = posting.expense_account or ""
    for line in invoice.lines:
        code = posting.tax_codes[tax_key(line.tax_category, line.tax_rate)]
        text = line.article.name or line.article.description
        yield BillLine(account=account, net=line.net, tax_code=code, text=_short(text))
    for part in invoice.allowances_charges:
        code = posting.tax_codes[tax_key(part.tax_category, part.tax_rate)]
        signed = _negated(part.amount) if part.kind == "allowance" else part.amount
        yield BillLine(account=account, net=signed, tax_code=code, text=_short(part.reason))
    adjust = posting.adjustments
    if adjust and Decimal(invoice.totals.rounding or "0"):
        yield BillLine(
            account=adjust.rounding_account,
            net=str(invoice.totals.rounding),
            tax_code=adjust.tax_code,
        )
    if adjust and Decimal(invoice.totals.prepaid or "0"):
        yield BillLine(
            account=adjust.prepaid_account,
            net=_negated(str(invoice.totals.prepaid)),
            tax_code=adjust.tax_code,
        )


def _negated(amount: str) -> str:
    if not Decimal(amount):
        return amount
    return amount[1:] if amount.startswith("-") else f"-{amount}"


def _short(text: str | None) -> str | None:
    return text[:50] if text else None

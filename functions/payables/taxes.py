"""Whether the tax breakdown is right in itself (EN 16931, section 6.4.3 and BG-23)."""

from collections.abc import Iterator
from decimal import Decimal

from functions.payables.standard import follows_en16931
from functions.payables.sums import plain, rounded, share, total
from functions.payables.tax_categories import CATEGORIES, OUTSIDE, SPLIT_PAYMENT, Category
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import TaxSubtotal
from schemas.party import VAT

Group = tuple[str, Decimal | None]
"""A category, and its rate where the standard breaks down by rate."""


def tax_findings(invoice: InvoiceContent, tolerance: Decimal) -> Iterator[Finding]:
    """Each way in which a subtotal contradicts itself, another one, or the total."""
    stated = invoice.totals.tax
    due = total(tax.tax for tax in invoice.taxes)
    if stated is not None and Decimal(stated) != due:
        message = f"tax is {stated}, but its breakdown makes {plain(due)}"
        yield _finding("BR-CO-14", message, "totals.tax")
    strict = categorised(invoice)
    for place, subtotal in enumerate(invoice.taxes):
        where = f"taxes[{place}]"
        if is_vat(subtotal):
            yield from _category(subtotal, where, strict)
            yield from _vat(subtotal, where, invoice.currency, tolerance)
        else:
            yield from _other(subtotal, where, invoice, tolerance)
    yield from _twice(invoice)


def is_vat(subtotal: TaxSubtotal) -> bool:
    """Whether it is value added tax: where no scheme is named, none other can be meant."""
    return (subtotal.scheme or VAT).upper() == VAT


def categorised(invoice: InvoiceContent) -> bool:
    """Whether it speaks in the categories of EN 16931, which some formats have not got."""
    said = (
        *(line.tax_category for line in invoice.lines),
        *(each.tax_category for each in invoice.allowances_charges),
        *(tax.category for tax in invoice.taxes),
    )
    return any(said) or follows_en16931(invoice)


def group(code: str, rate: str | None) -> Group:
    """What the breakdown has one subtotal for."""
    category = CATEGORIES.get(code)
    by_rate = category is None or category.by_rate
    return code, Decimal(rate) if by_rate and rate is not None else None


def _category(subtotal: TaxSubtotal, where: str, strict: bool) -> Iterator[Finding]:
    category = CATEGORIES.get(subtotal.category or "")
    if category is None and (strict or subtotal.category):
        code = "BR-CL-17" if subtotal.category else "BR-47"
        yield _finding(code, "the tax category is missing or unknown", f"{where}.category")
    if subtotal.rate is None and subtotal.category != OUTSIDE and strict:
        yield _finding("BR-48", "the tax rate is missing", f"{where}.rate")
    if category and subtotal.category != SPLIT_PAYMENT:
        yield from _reason(subtotal, category, where)


def _reason(subtotal: TaxSubtotal, category: Category, where: str) -> Iterator[Finding]:
    given = bool(subtotal.exemption_reason or subtotal.exemption_code)
    if given != category.reason:
        verb = "needs an" if category.reason else "has no"
        message = f"category {subtotal.category} {verb} exemption reason"
        yield _finding(f"BR-{category.rules}-10", message, f"{where}.exemption_reason")


def _vat(subtotal: TaxSubtotal, where: str, currency: str, tolerance: Decimal) -> Iterator[Finding]:
    """The standard says twice what a rate makes: for every subtotal, and for its category."""
    category = CATEGORIES.get(subtotal.category or "")
    codes = ["BR-CO-17"]
    if category and category.zero and Decimal(subtotal.tax) != 0:
        message = f"category {subtotal.category} bears no tax, but {subtotal.tax} is charged"
        codes.append(f"BR-{category.rules}-09")
    elif (due := _due(subtotal, currency, tolerance)) is not None:
        message = f"tax is {subtotal.tax}, but {subtotal.rate} % makes {plain(due)}"
        if category and category.by_rate and subtotal.category != SPLIT_PAYMENT:
            codes.append(f"BR-{category.rules}-09")
    else:
        return
    for code in codes:
        yield _finding(code, message, f"{where}.tax")


def _other(
    subtotal: TaxSubtotal, where: str, invoice: InvoiceContent, tolerance: Decimal
) -> Iterator[Finding]:
    """A sales tax, say: EN 16931 has no place for it, but its arithmetic holds all the same."""
    if follows_en16931(invoice):
        yield _finding("BR-47", "EN 16931 knows value added tax alone", f"{where}.scheme")
    due = _due(subtotal, invoice.currency, tolerance)
    if due is not None:
        message = f"tax is {subtotal.tax}, but {subtotal.rate} % makes {plain(due)}"
        yield _finding("TIE-TAX-AMOUNT", message, f"{where}.tax")


def _due(subtotal: TaxSubtotal, currency: str, tolerance: Decimal) -> Decimal | None:
    """What the rate makes, where it can be computed and the stated tax is not that."""
    if subtotal.rate is None or subtotal.taxable is None:
        return None
    due = rounded(share(subtotal.taxable, subtotal.rate), currency)
    # Nothing was multiplied and rounded on a base of nothing.
    slack = tolerance if Decimal(subtotal.taxable) else Decimal(0)
    return due if abs(Decimal(subtotal.tax) - due) > slack else None


def _twice(invoice: InvoiceContent) -> Iterator[Finding]:
    """One subtotal for each category and rate (EN 16931, BG-23): tolerances must not add up.

    Taxes of other schemes are levied by several authorities at once, often at the same rate.
    """
    seen: set[Group] = set()
    for place, subtotal in enumerate(invoice.taxes):
        if not is_vat(subtotal):
            continue
        known = group(subtotal.category or "", subtotal.rate)
        category = CATEGORIES.get(known[0])
        if known in seen:
            code = f"BR-{category.rules}-01" if category and category.zero else "TIE-TAX-TWICE"
            message = "another subtotal has the same category and rate"
            yield _finding(code, message, f"taxes[{place}]")
        seen.add(known)


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

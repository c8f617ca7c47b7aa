"""Whether the tax breakdown is what the lines and the rates make it (EN 16931, section 6.4.3)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from functions.payables.sums import plain, rounded, share, total
from functions.payables.tax_categories import CATEGORIES, Category
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.invoice_line import TaxSubtotal

_Group = tuple[str, Decimal | None]
_Taxed = tuple[str | None, str | None, Decimal, str, str]


def tax_findings(invoice: InvoiceContent, tolerance: Decimal) -> Iterator[Finding]:
    """Each way in which the breakdown does not follow from the lines, the rates or the totals."""
    stated = invoice.totals.tax
    due = total(tax.tax for tax in invoice.taxes)
    if stated is not None and Decimal(stated) != due:
        message = f"tax is {stated}, but its breakdown makes {plain(due)}"
        yield _finding("BR-CO-14", message, "totals.tax")
    for place, subtotal in enumerate(invoice.taxes):
        yield from _subtotal(subtotal, f"taxes[{place}]", invoice.currency, tolerance)
    yield from _twice(invoice)
    yield from _rates(invoice)
    yield from _bases(invoice, tolerance)


def _subtotal(
    subtotal: TaxSubtotal, where: str, currency: str, tolerance: Decimal
) -> Iterator[Finding]:
    category = CATEGORIES.get(subtotal.category or "")
    if category is None:
        code = "BR-CL-17" if subtotal.category else "BR-47"
        yield _finding(code, "the tax category is missing or unknown", f"{where}.category")
    if subtotal.rate is None and subtotal.category != "O":
        yield _finding("BR-48", "the tax rate is missing", f"{where}.rate")
    if category and category.zero and Decimal(subtotal.tax) != 0:
        message = f"category {subtotal.category} bears no tax, but {subtotal.tax} is charged"
        yield _finding(f"BR-{category.rules}-09", message, f"{where}.tax")
    elif subtotal.rate is not None:
        due = rounded(share(subtotal.taxable, subtotal.rate), currency)
        # Nothing was multiplied and rounded on a base of nothing.
        slack = tolerance if Decimal(subtotal.taxable) else Decimal(0)
        if abs(Decimal(subtotal.tax) - due) > slack:
            message = f"tax is {subtotal.tax}, but {subtotal.rate} % makes {plain(due)}"
            yield _finding("BR-CO-17", message, f"{where}.tax")
    if category:
        yield from _reason(subtotal, category, where)


def _reason(subtotal: TaxSubtotal, category: Category, where: str) -> Iterator[Finding]:
    given = bool(subtotal.exemption_reason or subtotal.exemption_code)
    if given != category.reason:
        verb = "needs an" if category.reason else "has no"
        message = f"category {subtotal.category} {verb} exemption reason"
        yield _finding(f"BR-{category.rules}-10", message, f"{where}.exemption_reason")


def _twice(invoice: InvoiceContent) -> Iterator[Finding]:
    """One subtotal for each category and rate (EN 16931, BG-23): tolerances must not add up."""
    seen: set[_Group] = set()
    for place, subtotal in enumerate(invoice.taxes):
        group = _group(subtotal.category or "", subtotal.rate)
        if group in seen:
            message = "another subtotal has the same category and rate"
            yield _finding("TIE-TAX-TWICE", message, f"taxes[{place}]")
        seen.add(group)


def _taxed(invoice: InvoiceContent) -> Iterator[_Taxed]:
    """Everything that bears tax: category, rate, signed amount, place, number of its rate rule."""
    for place, line in enumerate(invoice.lines):
        yield line.tax_category, line.tax_rate, Decimal(line.net), f"lines[{place}]", "05"
    for place, each in enumerate(invoice.allowances_charges):
        sign, rule = (1, "07") if each.kind == "charge" else (-1, "06")
        where = f"allowances_charges[{place}]"
        yield each.tax_category, each.tax_rate, Decimal(each.amount) * sign, where, rule


def _rates(invoice: InvoiceContent) -> Iterator[Finding]:
    for code, rate, _, where, rule in _taxed(invoice):
        category = CATEGORIES.get(code or "")
        if code and category is None:
            yield _finding("BR-CL-18", "the tax category is unknown", f"{where}.tax_category")
        if category and not _fits(code, category, rate):
            message = f"category {code} does not go with the rate {rate or 'that is missing'}"
            yield _finding(f"BR-{category.rules}-{rule}", message, f"{where}.tax_rate")


def _fits(code: str | None, category: Category, rate: str | None) -> bool:
    if code == "O":
        return rate is None
    if rate is None:
        return False
    return Decimal(rate) == 0 if category.zero else Decimal(rate) > 0 or code != "S"


def _bases(invoice: InvoiceContent, tolerance: Decimal) -> Iterator[Finding]:
    """What each category and rate was charged on, against the lines that carry it."""
    taxed = list(_taxed(invoice))
    if not any(code for code, *_ in taxed):
        yield from _uncategorised(invoice, taxed)
        return
    due: dict[_Group, Decimal] = defaultdict(Decimal)
    for code, rate, amount, where, _ in taxed:
        if code is None:
            yield _finding("BR-CO-04", "the tax category is missing", f"{where}.tax_category")
        else:
            due[_group(code, rate)] += amount
    for place, subtotal in enumerate(invoice.taxes):
        group = _group(subtotal.category or "", subtotal.rate)
        slack = tolerance if group in due else Decimal(0)
        expected = due.pop(group, Decimal(0))
        if abs(Decimal(subtotal.taxable) - expected) > slack:
            message = f"taxable is {subtotal.taxable}, but its lines make {plain(expected)}"
            yield _finding(f"BR-{_rules(group)}-08", message, f"taxes[{place}].taxable")
    for group in due:
        rate = "" if group[1] is None else f" at {plain(group[1])} %"
        message = f"category {group[0]}{rate} is on the lines, but not in the breakdown"
        yield _finding(f"BR-{_rules(group)}-01", message, "taxes")


def _uncategorised(invoice: InvoiceContent, taxed: list[_Taxed]) -> Iterator[Finding]:
    """Lines that name no category can only be checked together; without any tax they need none."""
    if not invoice.taxes:
        if any(Decimal(rate or 0) > 0 for _, rate, *_ in taxed):
            yield _finding("BR-CO-18", "lines bear tax, but there is no breakdown of it", "taxes")
        return
    lines = sum((amount for *_, amount, _, _ in taxed), Decimal(0))
    taxable = total(tax.taxable for tax in invoice.taxes)
    if taxable != lines:
        message = f"tax is charged on {plain(taxable)}, but the lines make {plain(lines)}"
        yield _finding("TIE-TAX-BASE", message, "taxes")


def _group(code: str, rate: str | None) -> _Group:
    category = CATEGORIES.get(code)
    by_rate = category is None or category.by_rate
    return code, Decimal(rate) if by_rate and rate is not None else None


def _rules(group: _Group) -> str:
    category = CATEGORIES.get(group[0])
    return category.rules if category else "S"


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

"""Whether tax is charged on what the lines, allowances and charges come to (EN 16931, 6.4.3)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from functions.payables.standard import follows_en16931
from functions.payables.sums import plain, total
from functions.payables.tax_categories import CATEGORIES, OUTSIDE, Category, Taxed, taxed
from functions.payables.taxes import Group, group, is_vat
from schemas.finding import Finding
from schemas.invoice import InvoiceContent

_RATE_RULES = {"line": "05", "allowance": "06", "charge": "07"}
_CATEGORY_RULES = {"line": "BR-CO-04", "allowance": "BR-32", "charge": "BR-37"}


def base_findings(invoice: InvoiceContent, tolerance: Decimal) -> Iterator[Finding]:
    """Each rate that does not go with its category, and what each was charged on."""
    given = list(taxed(invoice))
    for each in given:
        yield from _rate(each)
    if follows_en16931(invoice) or any(each.category for each in given):
        yield from _bases(invoice, given, tolerance)
    else:
        yield from _uncategorised(invoice, given)


def _rate(each: Taxed) -> Iterator[Finding]:
    code, category = each.category, CATEGORIES.get(each.category or "")
    if code and category is None:
        at = f"{each.where}.tax_category"
        rule = "BR-CL-18" if each.level == "line" else "BR-CL-17"
        yield _finding(rule, "the tax category is unknown", at)
    if category and not _fits(code, category, each.rate):
        message = f"category {code} does not go with the rate {each.rate or 'that is missing'}"
        rule = _rule(category, _RATE_RULES[each.level])
        yield _finding(rule, message, f"{each.where}.tax_rate")


def _fits(code: str | None, category: Category, rate: str | None) -> bool:
    if code == OUTSIDE:
        return rate is None
    if rate is None:
        return False
    return Decimal(rate) == 0 if category.zero else Decimal(rate) > 0 or code not in ("S", "B")


def _bases(invoice: InvoiceContent, given: list[Taxed], tolerance: Decimal) -> Iterator[Finding]:
    """What each category and rate was charged on, against the lines that carry it."""
    due: dict[Group, Decimal] = defaultdict(Decimal)
    for each in given:
        if each.category is None:
            message = "the tax category is missing"
            at = f"{each.where}.tax_category"
            yield _finding(_CATEGORY_RULES[each.level], message, at)
        else:
            due[group(each.category, each.rate)] += each.amount
    charged = {code for code, _ in due}
    broken_down = set()
    for place, subtotal in enumerate(invoice.taxes):
        known = group(subtotal.category or "", subtotal.rate)
        category = CATEGORIES.get(known[0])
        # An unknown category is named as such; its sums would be nobody's.
        if category is None or subtotal.taxable is None or not is_vat(subtotal):
            continue
        broken_down.add(known)
        # What was only added up is exact; what is of a rate was rounded line by line.
        slack = tolerance if known in due and not category.zero else Decimal(0)
        expected = due.get(known, Decimal(0))
        if abs(Decimal(subtotal.taxable) - expected) > slack:
            message = f"taxable is {subtotal.taxable}, but its lines make {plain(expected)}"
            yield _finding(_rule(category, "08"), message, f"taxes[{place}].taxable")
        if category.by_rate and known[0] not in charged:
            message = f"category {known[0]} is in the breakdown, but on no line"
            yield _finding(_rule(category, "01"), message, f"taxes[{place}]")
    yield from _not_broken_down(set(due) - broken_down, {code for code, _ in broken_down})


def _not_broken_down(missing: set[Group], broken_down: set[str]) -> Iterator[Finding]:
    """Categories without any subtotal, and rates without one where their category has another."""
    for code, rate in sorted(missing, key=str):
        if category := CATEGORIES.get(code):
            at = "" if rate is None else f" at {plain(rate)} %"
            message = f"category {code}{at} is on the lines, but not in the breakdown"
            yield _finding(_rule(category, "08" if code in broken_down else "01"), message, "taxes")


def _uncategorised(invoice: InvoiceContent, given: list[Taxed]) -> Iterator[Finding]:
    """Lines that name no category can only be checked together; without any tax they need none."""
    if not invoice.taxes:
        if any(Decimal(each.rate or 0) > 0 for each in given):
            yield _finding("BR-CO-18", "lines bear tax, but there is no breakdown of it", "taxes")
        return
    lines = sum((each.amount for each in given), Decimal(0))
    added = [tax.taxable for tax in invoice.taxes if is_vat(tax)]
    taxable = total(base for base in added if base is not None)
    if added and None not in added and taxable != lines:
        message = f"tax is charged on {plain(taxable)}, but the lines make {plain(lines)}"
        yield _finding("TIE-TAX-BASE", message, "taxes")
    for place, tax in enumerate(invoice.taxes):
        # Authorities tax the same sale side by side, and not every line of it.
        if tax.taxable and not is_vat(tax) and abs(Decimal(tax.taxable)) > abs(lines):
            message = f"tax is charged on {tax.taxable}, but the lines make {plain(lines)}"
            yield _finding("TIE-TAX-BASE", message, f"taxes[{place}].taxable")


def _rule(category: Category, number: str) -> str:
    """Split payment has no such rules in the standard, for all that its sums must be right."""
    return "TIE-TAX-BASE" if category.rules == "B" else f"BR-{category.rules}-{number}"


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

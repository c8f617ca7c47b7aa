"""The tax categories of EN 16931 (UNCL 5305): how their rules are named, and what they ask."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from schemas.invoice import InvoiceContent


class Category(NamedTuple):
    """A tax category of UNCL 5305: how the standard names its rules, and what they ask."""

    rules: str
    by_rate: bool = False
    zero: bool = False
    reason: bool = False


SPLIT_PAYMENT = "B"
OUTSIDE = "O"
CATEGORIES = {
    "S": Category("S", by_rate=True),
    "L": Category("AF", by_rate=True),
    "M": Category("AG", by_rate=True),
    SPLIT_PAYMENT: Category("B", by_rate=True),
    "Z": Category("Z", zero=True),
    "E": Category("E", zero=True, reason=True),
    "AE": Category("AE", zero=True, reason=True),
    "K": Category("IC", zero=True, reason=True),
    "G": Category("G", zero=True, reason=True),
    OUTSIDE: Category("O", zero=True, reason=True),
}


class Taxed(NamedTuple):
    """A line, allowance or charge as far as tax goes; an allowance counts less than nothing."""

    category: str | None
    rate: str | None
    amount: Decimal
    where: str
    level: str
    """`line`, `allowance` or `charge`."""


def taxed(invoice: InvoiceContent) -> Iterator[Taxed]:
    """Everything that bears tax."""
    for place, line in enumerate(invoice.lines):
        net = Decimal(line.net)
        yield Taxed(line.tax_category, line.tax_rate, net, f"lines[{place}]", "line")
    for place, each in enumerate(invoice.allowances_charges):
        amount = Decimal(each.amount) * (1 if each.kind == "charge" else -1)
        where = f"allowances_charges[{place}]"
        yield Taxed(each.tax_category, each.tax_rate, amount, where, each.kind)

"""Exact sums of stated amounts: Decimal with room for any product, rounded once and half up."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

from schemas.invoice_line import AllowanceCharge
from schemas.money import exponent, known

_EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)


def total(amounts: Iterable[str]) -> Decimal:
    """The sum of the amounts."""
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


def net_of(allowances_charges: Iterable[AllowanceCharge]) -> Decimal:
    """Charges less allowances."""
    return sum(
        (
            Decimal(each.amount) * (1 if each.kind == "charge" else -1)
            for each in allowances_charges
        ),
        Decimal(0),
    )


def unit(currency: str) -> Decimal:
    """The currency's minor unit; a cent for one that is not known."""
    return Decimal(1).scaleb(-(exponent(currency) if known(currency) else 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount to the minor unit, half up: the one rounding of a finance figure."""
    return amount.quantize(unit(currency), context=_EXACT)


def share(amount: str, percent: str) -> Decimal:
    """That percentage of the amount, unrounded."""
    return _EXACT.divide(_EXACT.multiply(Decimal(amount), Decimal(percent)), _HUNDRED)


def priced(quantity: str, price: str, base: Decimal) -> Decimal:
    """Quantity times price per base quantity, unrounded."""
    return _EXACT.divide(_EXACT.multiply(Decimal(quantity), Decimal(price)), base)


def plain(amount: Decimal) -> str:
    """The amount as a person writes it."""
    return format(amount, "f")

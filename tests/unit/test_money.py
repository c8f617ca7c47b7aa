"""Amounts: their grammar, and the way to minor units and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from schemas.money import (
    Amount,
    Percent,
    Price,
    Quantity,
    exponent,
    from_minor,
    known,
    minor_units,
)

AMOUNT: TypeAdapter[str] = TypeAdapter(Amount)
SMUGGLED = [
    "1e5",
    "1E+5",
    "1_000.00",
    "1,000.00",
    "10,00",
    "\uff11\uff10",
    "\u0661\u0660",
    "+1",
    "-0",
    "-0.00",
    "01",
    ".5",
    "5.",
    " 1",
    "1\n",
    "NaN",
    "Infinity",
    "0x10",
    "1.00000",
    "1" * 16,
    "",
]


@pytest.mark.parametrize("said", SMUGGLED)
def test_only_plain_decimals_are_amounts(said: str) -> None:
    with pytest.raises(ValidationError):
        AMOUNT.validate_python(said)


@pytest.mark.parametrize("number", [1, 1.5, 0.1, True, None])
def test_numbers_of_json_are_no_amounts(number: object) -> None:
    with pytest.raises(ValidationError):
        AMOUNT.validate_python(number)


@pytest.mark.parametrize("said", ["0", "0.00", "-0.01", "-12.5", "999999999999999.9999", "-0.1000"])
def test_amounts_are_kept_as_said(said: str) -> None:
    assert AMOUNT.validate_python(said) == said


def test_prices_have_decimals_that_no_currency_limits() -> None:
    assert TypeAdapter(Price).validate_python("0.000000123456789012") == "0.000000123456789012"
    assert TypeAdapter(Quantity).validate_python("-3.5") == "-3.5"
    with pytest.raises(ValidationError):
        TypeAdapter(Percent).validate_python("-1")


@given(units=st.integers(-(10**15), 10**15), currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_minor_units_and_back(units: int, currency: str) -> None:
    amount = from_minor(units, currency)
    assert minor_units(amount, currency) == units
    assert len(amount.partition(".")[2]) == exponent(currency)


@pytest.mark.parametrize(("amount", "currency"), [("1.001", "EUR"), ("1.5", "JPY")])
def test_what_is_finer_than_the_minor_unit_is_never_rounded(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match="decimals"):
        minor_units(amount, currency)


def test_unknown_currencies_have_no_exponent() -> None:
    assert not known("XXY")
    with pytest.raises(ValueError, match="ISO 4217"):
        exponent("XXY")

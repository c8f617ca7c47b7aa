"""Hashes know no ciphertext: sealing the same value twice gives the same document."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.base import canonical_json
from schemas.invoice_line import Article, Period
from schemas.payment_means import SubmittedPaymentMeans
from schemas.sensitive import text_without_ciphertext, without_ciphertext

TEXTS = st.text() | st.sampled_from(
    ['"sealed":"x"', ',"sealed":"x"', '","sealed":"x', '\\","sealed":"', "\\"]
)
SEALED = st.builds(
    lambda sealed, blind: {"sealed": sealed, "blind": blind, "last4": "3000"},
    st.from_regex(r"\A[A-Za-z0-9+/=]{0,40}\Z"),
    TEXTS,
)
NAMES = TEXTS.filter(lambda name: name != "sealed")
VALUES = st.recursive(
    st.none() | st.integers() | TEXTS | SEALED,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(VALUES)
def test_text_and_value_lose_the_same(value: Any) -> None:
    left = canonical_json(without_ciphertext(value))
    assert text_without_ciphertext(canonical_json(value)) == left


def test_values_are_equal_by_kind_and_content() -> None:
    assert Article(name="lamp") == Article.model_validate({"name": "lamp"})
    assert Article(name="lamp") != Article(name="table")
    assert Article() != Period()
    assert len({Article(name="lamp"), Article(name="lamp"), Article()}) == 2


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
def test_canonical_json_knows_no_order(order: tuple[str, str]) -> None:
    assert canonical_json({name: "ü" for name in order}) == '{"a":"ü","b":"ü"}'


@pytest.mark.parametrize("number", ["\ud800" * 6, "1234\udfff", "12\x0034", "    ", "\u00a0" * 4])
def test_what_no_account_number_is_written_in(number: str) -> None:
    for field in ("account", "debited_account", "card"):
        with pytest.raises(ValidationError):
            SubmittedPaymentMeans.model_validate({"code": "58", field: number})

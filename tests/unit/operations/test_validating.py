"""Validation as policy sets it, through the whole house."""

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.policies.payables import Validation
from tests.company import ENTITIES, invoice
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, envelopes

ROUNDED = {**invoice()["totals"], "rounding": "0.02", "payable": "238.02"}
FRANCE = {
    "code": "FR01",
    "name": "Acme France",
    "country": "FR",
    "identifiers": [{"scheme": "VAT", "value": "FR40303265045"}],
}


def _rules(house: House, **changes: Any) -> list[str]:
    return list(envelopes(house, accepted(house, **changes))[1]["data"]["rules"])


def test_policy_sets_how_far_the_payable_amount_is_rounded(house: House) -> None:
    change(house, "validation", {"rounding_max_minor_units": 1})
    assert _rules(house, totals=ROUNDED) == ["TIE-ROUNDING"]


def test_another_of_our_entities_is_named(house: House) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], FRANCE]})
    buyer = {"name": "Acme", "tax_ids": FRANCE["identifiers"]}
    assert _rules(house, buyer=buyer) == ["TIE-ENTITY-OTHER"]


def test_a_discount_finer_than_an_erp_can_hold_is_a_finding_and_no_failure(house: House) -> None:
    terms = {"net_days": 30, "discounts": [{"days": 10, "percent": "2.1234"}]}
    assert _rules(house, terms=terms) == ["TIE-TERMS-PERCENT"]


def test_a_discount_with_zeros_at_its_end_is_posted(house: House) -> None:
    terms = {"net_days": 30, "discounts": [{"days": 10, "percent": "2.1250"}]}
    document = accepted(house, terms=terms)
    assert house.head(document)["state"] == "posted"


@pytest.mark.parametrize(
    "limit", ["tolerance_minor_units", "rounding_max_minor_units", "future_days", "age_days_max"]
)
def test_a_limit_that_cannot_be_meant_is_no_policy(limit: str) -> None:
    for value in (-1, 10**9):
        with pytest.raises(ValidationError):
            Validation.model_validate({limit: value})

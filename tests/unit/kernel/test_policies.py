"""Policies in force: whose, since when, for how long they are remembered, and in which version."""

from datetime import timedelta
from typing import Any

import pytest

from functions.runtime.policies import version_of
from schemas.policies.payables import Validation
from tests.company import ANN, BOB, START, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, envelopes, propose

OLD = "2025-01-01"
"""Older than two hundred days on the day of the tests."""


def _too_old(house: House, number: str) -> bool:
    document = accepted(house, number=number, issue_date=OLD)
    return str(envelopes(house, document)[1]["type"]) == "ExceptionRaised.v1"


def test_what_is_shipped_holds_until_a_policy_says_otherwise(house: House) -> None:
    assert not _too_old(house, "1")
    change(house, "validation", {"age_days_max": 200})
    assert _too_old(house, "2")


def test_the_entitys_own_policy_comes_before_everyones(house: House) -> None:
    change(house, "validation", {"age_days_max": 200})
    change(house, "validation", {"age_days_max": 2000}, entity="DE01")
    assert not _too_old(house, "1")


def test_another_entitys_policy_is_not_ours(house: House) -> None:
    change(house, "validation", {"age_days_max": 200}, entity="FR01")
    assert not _too_old(house, "1")


def test_a_later_approval_of_the_same_day_replaces_the_earlier(house: House) -> None:
    change(house, "validation", {"age_days_max": 200})
    change(house, "validation", {"age_days_max": 2000})
    assert not _too_old(house, "1")


def test_it_is_in_force_from_its_effective_date_not_before(house: House) -> None:
    change(house, "validation", {"age_days_max": 200}, start="2026-03-09T09:00:00+01:00")
    assert not _too_old(house, "1")
    house.world.clock.now = house.world.clock.now.replace(day=9, hour=7, minute=59, second=59)
    assert not _too_old(house, "2")
    house.world.clock.advance(timedelta(seconds=1))
    assert _too_old(house, "3")


def test_what_is_only_proposed_is_not_in_force(house: House) -> None:
    propose(house, "validation", {"age_days_max": 200})
    house.kernels.clear()
    assert not _too_old(house, "1")


def test_a_warm_function_sees_a_change_within_a_minute(house: House) -> None:
    warm = house.kernels
    assert not _too_old(house, "1")
    kept = dict(warm)
    change(house, "validation", {"age_days_max": 200})
    warm.update(kept)
    assert not _too_old(house, "2")
    house.world.clock.advance(timedelta(seconds=58))
    assert not _too_old(house, "3")
    house.world.clock.advance(timedelta(seconds=1))
    assert _too_old(house, "4")


def test_every_decision_records_the_versions_that_shaped_it(house: House) -> None:
    version = change(house, "validation", {"age_days_max": 2000}, entity="DE01")
    received, validated, posting, posted = envelopes(house, accepted(house))
    assert set(received["policies"]) == {"entities"}
    assert validated["policies"]["validation"] == version
    assert set(validated["policies"]) == {"entities", "validation"}
    leant_on = {"calendar", "payer", "posting"}
    assert set(posting["policies"]) == set(posted["policies"]) == leant_on
    assert posting["policies"]["payer"].startswith("shipped:")
    approval = posting["data"]["approval"]
    assert approval["version"] == posting["policies"]["posting"]
    assert approval["required"] is False


def test_a_version_is_the_hash_of_its_content() -> None:
    assert version_of(Validation()) == version_of(Validation(future_days=2))
    assert version_of(Validation()) != version_of(Validation(future_days=3))


@pytest.mark.parametrize("suppliers", [4_000, 12_000])
def test_a_policy_too_large_for_its_item_still_rules(house: House, suppliers: int) -> None:
    numbers = {f"S-{n:06}": f"{n:08}" for n in range(suppliers)} | {"S-1001": "10300001"}
    content: dict[str, Any] = {
        "erp": "sap",
        "company": "1010",
        "expense_account": "65000000",
        "tax_codes": {"S:19": "V1"},
        "supplier_numbers": numbers,
    }
    change(house, "posting", content, entity="DE01")
    document = submit(house)[1]["id"]
    house.settle()
    assert house.head(document)["state"] == "posted"
    assert ("body" in house.head("policy#posting#DE01")) == (suppliers < 5_000)


def test_an_unknown_policy_is_missing(house: House) -> None:
    said = {"content": {}, "effective_from": START}
    path = "/v1/policies/nothing/proposals"
    status, body, _ = house.call("POST", path, said, claims=ANN, key="k")
    assert (status, body["detail"]) == (404, "there is no policy called nothing")
    path = "/v1/policies/nothing/v1/approval"
    assert house.call("POST", path, {}, claims=BOB, key="k")[0] == 404

"""An entity that posts to NetSuite instead of SAP: by its policy, and by nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from local.simulators.netsuite.faults import Door, Fault, Kind
from tests.company import CALLERS, ENTITIES, POSTING, policy, submit, supplier
from tests.house import House

US01 = {
    "code": "US01",
    "name": "Acme Inc.",
    "country": "US",
    "identifiers": [{"scheme": "0199", "value": "5493000IBP32UQZ0KL24"}],
}
US_POSTING: dict[str, Any] = {
    "erp": "netsuite",
    "company": "2",
    "expense_account": "6100",
    "tax_codes": {"S:19": "5", "S:7": "6", "E:0": "7"},
    "supplier_numbers": {"S-1001": "501"},
}
AMERICAN: dict[str, Any] = {
    "entity": "US01",
    "buyer": {"name": "Acme Inc.", "identifiers": US01["identifiers"]},
}
PATIENCE = {"failures_to_open": 9, "retry_first_seconds": 1, "retry_most_seconds": 60}


@pytest.fixture
def house() -> House:
    return two_erps(**PATIENCE)


def two_erps(**patience: Any) -> House:
    """One entity posts to SAP, the other to NetSuite."""
    house = House()
    client, machine = CALLERS["clients"]
    everywhere = {**client, "entities": ["*"]}
    policy(house, "callers", {**CALLERS, "clients": [everywhere, machine]})
    policy(house, "entities", {"entities": [*ENTITIES["entities"], US01]})
    policy(house, "posting", POSTING, entity="DE01")
    policy(house, "posting", US_POSTING, entity="US01")
    policy(house, "resilience", patience)
    supplier(house)
    house.settle()
    return house


def test_each_entity_posts_to_its_own_erp_and_neither_finds_anything_to_pay(
    house: House,
) -> None:
    for key, changes in (("de", {}), ("us", AMERICAN)):
        status, body, _ = submit(house, key, **changes)
        assert status == 201, body
    house.settle()

    assert list(house.states().values()) == ["posted", "posted"]
    (bill,) = house.netsuite.books.records
    assert (bill["subsidiary"], bill["entity"]) == ({"id": "2"}, {"id": "501"})
    assert bill["paymentHold"] is True
    assert len(house.sap.books.invoices) == 1
    assert house.netsuite.books.pay().found == 0
    assert house.sap.books.pay().found == 0


def test_a_credit_note_is_posted_as_one(house: House) -> None:
    status, body, _ = submit(house, kind="credit_note", **AMERICAN)
    assert status == 201, body
    house.settle()

    assert house.states() == {body["id"]: "posted"}
    (credit,) = house.netsuite.books.records
    assert (credit["recordType"], credit["total"]) == ("vendorCredit", 238)


EVERYWHERE: tuple[dict[str, Any], ...] = (
    {"kind": "timeout_after_commit", "seconds": 30},
    {"kind": "server_error"},
    {"kind": "too_many", "seconds": 30},
    {"kind": "expired_token"},
    {"kind": "slow", "seconds": 16},
    {"kind": "slow", "seconds": 25},
    {"kind": "down"},
    {"kind": "down", "seconds": 300},
)
AT_THE_POSTING: tuple[dict[str, Any], ...] = (
    {"kind": "late_commit", "seconds": 8},
    {"kind": "late_commit", "seconds": 200},
    {"kind": "server_error", "commits": True, "status": 503},
)
DOORS: tuple[Door, ...] = ("token", "lookup", "ask", "post")


@pytest.mark.parametrize(
    "fault",
    [
        *(Fault(door=door, **fault) for fault in EVERYWHERE for door in DOORS),
        *(Fault(**fault) for fault in AT_THE_POSTING),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.seconds}-{fault.door}",
)
def test_whatever_fails_around_a_call_the_bill_is_posted_once(house: House, fault: Fault) -> None:
    house.netsuite.order(replace(fault))
    submit(house, **AMERICAN)
    house.run(20)

    assert list(house.states().values()) == ["posted"]
    assert len(house.netsuite.books.records) == 1
    assert house.netsuite.books.pay().found == 0


@pytest.mark.parametrize(
    ("kind", "state"),
    [("rejected", "on_exception"), ("locked", "on_exception"), ("hold_lost", "uncertain")],
)
def test_what_netsuite_refuses_or_changes_is_a_case_for_a_person(
    house: House, kind: Kind, state: str
) -> None:
    house.netsuite.order(Fault(kind))
    submit(house, **AMERICAN)
    house.run(5)

    assert list(house.states().values()) == [state]
    assert list(house.states("case").values()) == ["open"]
    assert len(house.netsuite.books.records) == (kind == "hold_lost")

"""What blocks a document: one thing, whose it is, and what to press."""

import json
from typing import Any

import pytest

from local.simulators.sap.faults import Fault
from tests.company import ANN, POSTING, company, submit
from tests.house import House
from tests.unit.kernel.worlds import BETA, accepted, change, propose
from tests.unit.operations.captures import held
from tests.unit.operations.desk import CLEO, DORA, act, case_of, staffed, twice, unmapped
from tests.unit.operations.test_add_evidence import add


def _blocker(house: House, document: str) -> dict[str, Any]:
    path = f"/v1/documents/{document}/blocker"
    status, said, _ = house.call("GET", path.replace("#", "%23"), claims=ANN)
    assert status == 200, said
    return said


def _calls(said: dict[str, Any]) -> list[str]:
    return [one["call"].rpartition("/")[2] for one in said["press"]]


def test_nothing(house: House) -> None:
    said = _blocker(house, accepted(house))
    assert (said["kind"], said["text"], said["press"]) == ("nothing", "it is posted", [])


def test_a_supplier_that_is_not_there() -> None:
    house = company(with_supplier=False)
    said = _blocker(house, accepted(house))
    assert (said["kind"], said["owner"]) == ("master data", "supplier-master-data")
    assert said["waits_for"] == ["VAT DE811907980"]
    assert said["remedy"].startswith("register the supplier")
    assert _calls(said) == ["rejection", "assignment"]


def test_what_it_waits_for_is_said_whatever_was_added_since() -> None:
    house = company(with_supplier=False)
    document = accepted(house)
    assert add(house, document)[0] == 200
    assert _blocker(house, document)["waits_for"] == ["VAT DE811907980"]


def test_what_was_waived_and_is_not_decided_yet(house: House) -> None:
    staffed(house)
    document = twice(house)[1]
    assert act(house, case_of(house, document), "waiver", reason="both are due")[0] == 200
    assert act(house, case_of(house, document), "waiver/approval", DORA)[0] == 200
    said = _blocker(house, document)
    assert (said["kind"], said["owner"], said["press"]) == ("case", "platform", [])
    assert "payables.validate_invoice is told to decide it anew" in said["text"]
    house.settle()
    assert _blocker(house, document)["kind"] == "nothing"


def test_a_policy_that_is_not_complete(house: House) -> None:
    document = unmapped(house)
    said, case = _blocker(house, document), case_of(house, document)
    assert (said["kind"], said["owner"], said["case"]) == ("case", "accounts-payable", case["id"])
    assert said["remedy"] == "complete the posting policy of DE01, then retry"
    assert said["press"][0]["call"] == f"POST /v1/cases/{case['id']}/retry"
    assert _calls(said) == ["retry", "rejection", "assignment"]
    assert _blocker(house, case["id"])["press"] == said["press"]


def test_a_waiver_that_nobody_agreed_to(house: House) -> None:
    staffed(house)
    _, second = twice(house)
    assert act(house, case_of(house, second), "waiver", CLEO, reason="both are due")[0] == 200
    said = _blocker(house, second)
    assert (said["kind"], _calls(said)[0]) == ("approval", "approval")
    assert said["text"] == "cleo asks to overlook it; another person must agree"


def test_a_review(house: House) -> None:
    said = _blocker(house, held(house))
    assert (said["kind"], _calls(said)[0]) == ("review", "review")


def test_a_system_that_is_down(house: House) -> None:
    change(house, "resilience", {"failures_to_open": 1})
    house.sap.order(Fault("down", seconds=3600))
    first = accepted(house)
    second = accepted(house, number="R-2")
    for document in (first, second):
        house.run(2)
        said = _blocker(house, document)
        assert (said["kind"], said["owner"], said["waits_for"]) == ("system", "platform", ["sap"])


def test_an_outcome_that_is_not_known(house: House) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    said = _blocker(house, document)
    assert (said["kind"], said["state"], said["waits_for"]) == ("outcome", "posting", ["sap"])


def test_a_policy_that_waits_for_a_second_person(house: House) -> None:
    version = propose(house, "validation", {"future_days": 5})
    said = _blocker(house, "policy#validation#*")
    assert (said["kind"], said["owner"]) == ("approval", "finance-controls")
    assert said["press"][0]["call"] == f"POST /v1/policies/validation/{version}/approval"
    assert "another person than ann" in said["text"]


def test_a_refused_file(house: House) -> None:
    house.drop("in/portal/invoices/a.xml", b"<Invoice>")
    house.settle()
    [case] = house.states("case")
    said = _blocker(house, case)
    assert _calls(said) == ["resolution", "assignment"]


@pytest.mark.parametrize("claims", [BETA])
def test_not_for_others(house: House, claims: dict[str, str]) -> None:
    document = submit(house)[1]["id"]
    status, said, _ = house.call("GET", f"/v1/documents/{document}/blocker", claims=claims)
    assert status in (403, 404), said


def test_no_account_number_is_in_it(house: House) -> None:
    change(house, "posting", {**POSTING, "erp": None}, entity="DE01")
    assert "DE8937" not in json.dumps(_blocker(house, accepted(house)))

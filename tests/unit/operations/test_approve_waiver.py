"""A waiver: two people agree that a document passes, the document keeps what they agreed to."""

import json
from typing import Any

import pytest

from schemas.case import NEVER_WAIVED, Category
from tests.company import ANN, ENTITIES
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, denials, envelopes
from tests.unit.operations.desk import (
    CLEO,
    DORA,
    DORA_TOO,
    act,
    case_of,
    shown,
    staffed,
    twice,
    types,
    unmapped,
    waived,
)


@pytest.fixture(autouse=True)
def desk(house: House) -> None:
    staffed(house)


def _body(house: House, document: str) -> dict[str, Any]:
    return dict(json.loads(str(house.head(document)["body"])))


def _reject(house: House, document: str) -> None:
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "not ours"}, claims=ANN, key=path)[0] == 200
    house.settle()


def _holders(house: House) -> dict[str, str]:
    return {str(item["sk"]): str(item["document"]) for item in house.items("holder#")}


def test_a_suspected_duplicate_passes_and_says_why(house: House) -> None:
    first, second = twice(house)
    case = case_of(house, second)
    waived(house, second)
    assert house.states() == {first: "posted", second: "posted"}
    assert _holders(house) == {"holder#0": first, "holder#1": second}
    [kept] = _body(house, second)["waivers"]
    assert (kept["case"], kept["asked_by"], kept["agreed_by"]) == (case["id"], "cleo", "dora")
    assert (kept["reason"], kept["findings"][0]["code"]) == ("both are due", "TIE-DUP-02")
    told = ["CaseOpened", "WaiverRequested", "CaseWaived", "CaseResolved"]
    assert types(house, case["id"]) == told
    [validated] = [e for e in envelopes(house, second) if e["type"] == "InvoiceValidated.v1"]
    assert validated["data"]["waived"] == ["TIE-DUP-02"]
    assert validated["causation"] == f"{case['id']}@3"
    assert len(house.sap.books.invoices) == 2


def test_a_third_takes_the_place_after_the_second(house: House) -> None:
    first, second = twice(house)
    waived(house, second)
    third = accepted(house, issue_date="2026-03-03")
    assert house.head(third)["state"] == "on_exception"
    waived(house, third)
    assert case_of(house, third)["content"]["findings"][0]["where"] == second
    waived(house, third)
    assert _holders(house) == {"holder#0": first, "holder#1": second, "holder#2": third}


def test_a_duplicate_passes_only_beside_what_was_looked_at(house: House) -> None:
    """Who agreed that it is not the first one never saw the other that passed meanwhile."""
    first, second = twice(house)
    third = accepted(house, issue_date="2026-03-03")
    waived(house, third)
    waived(house, second)
    assert house.head(second)["state"] == "on_exception"
    assert _holders(house) == {"holder#0": first, "holder#1": third}
    assert case_of(house, second)["content"]["findings"][0]["where"] == third
    assert len(house.sap.books.invoices) == 2


def test_a_number_is_not_free_while_a_duplicate_of_it_stands(house: House) -> None:
    """Else the next one would pass unasked beside the duplicate that is posted already."""
    content = {"erp": None}
    change(house, "posting", content, entity="DE01")
    first, second = twice(house)
    waived(house, second)
    _reject(house, first)
    assert _holders(house) == {"holder#0": first, "holder#1": second}
    third = accepted(house, issue_date="2026-03-03")
    assert case_of(house, third)["content"]["findings"][0]["code"] == "TIE-DUP-02"
    _reject(house, second)
    assert _holders(house) == {"holder#0": first}


def test_a_tolerance_is_overlooked_and_nothing_else_is(house: House) -> None:
    totals = {"line_net": "200.00", "net": "200.00", "tax": "38.05", "gross": "238.05"}
    taxes = [{"category": "S", "rate": "19", "taxable": "200.00", "tax": "38.05"}]
    document = accepted(house, totals={**totals, "payable": "238.05"}, taxes=taxes)
    case = case_of(house, document)
    assert "waive" in case["content"]["allowed_actions"], case["content"]["findings"]
    change(house, "entities", {"entities": []})
    waived(house, document)
    assert house.head(document)["state"] == "on_exception"
    after = case_of(house, document)
    assert [one["code"] for one in after["content"]["findings"]] == ["TIE-ENTITY"]
    assert (shown(house, case["id"])["state"], after["state"]) == ("resolved", "open")
    assert "waive" not in after["content"]["allowed_actions"]


def test_what_was_overlooked_once_stays_so_in_a_later_retry(house: House) -> None:
    change(house, "validation", {"age_days_max": 1})
    document = accepted(house, issue_date="2025-12-01")
    change(house, "entities", {"entities": []})
    waived(house, document)
    change(house, "entities", ENTITIES)
    assert act(house, case_of(house, document), "retry", reason="known again")[0] == 200
    house.settle()
    assert house.head(document)["state"] == "posted"


def test_never_by_one_person(house: House) -> None:
    _, second = twice(house)
    assert act(house, case_of(house, second), "waiver", DORA, reason="mine")[0] == 200
    case = case_of(house, second)
    for claims in (DORA, DORA_TOO):
        status, said = act(house, case, "waiver/approval", claims)
        assert (status, said["title"]) == (403, "Denied by a control")
    house.settle()
    assert house.head(second)["state"] == "on_exception"
    assert len(denials(house)) == 1


def test_not_by_who_asked_even_if_another_touched_it_since(house: House) -> None:
    _, second = twice(house)
    assert act(house, case_of(house, second), "waiver", CLEO, reason="mine")[0] == 200
    assigned = act(house, case_of(house, second), "assignment", DORA, assignee="cleo", reason="x")
    assert assigned[0] == 200
    assert act(house, case_of(house, second), "waiver/approval", CLEO)[0] == 403
    assert act(house, case_of(house, second), "waiver/approval", DORA)[0] == 200


def test_only_what_was_asked_for(house: House) -> None:
    _, second = twice(house)
    status, said = act(house, case_of(house, second), "waiver/approval", DORA)
    assert (status, said["detail"]) == (409, "nobody asked for a waiver")
    assert act(house, case_of(house, second), "waiver", CLEO, reason="first")[0] == 200
    seen = case_of(house, second)
    assert act(house, seen, "waiver", CLEO, reason="second")[0] == 200
    assert act(house, seen, "waiver/approval", DORA)[0] == 409


def test_what_an_erp_cannot_post_is_not_waived(house: House) -> None:
    case = case_of(house, unmapped(house))
    status, said = act(house, case, "waiver", reason="please")
    assert (status, said["type"].rpartition("/")[2]) == (409, "conflict")
    assert {Category.DENIAL, Category.UNKNOWN_OUTCOME, Category.APPROVAL} <= NEVER_WAIVED


def test_a_control_is_not_waived_whatever_its_case_says(house: House) -> None:
    """The list of the case is not the only guard."""
    case = case_of(house, twice(house)[1])
    table = house.world.store.tables["ledger"]
    item = house.head(case["id"])
    body = str(item["body"]).replace('"R-EXC-06"', '"R-EXC-08"')
    table.put({**item, "body": body})
    status, said = act(house, case, "waiver", reason="please")
    assert (status, said["detail"]) == (409, "nobody may waive R-EXC-08")

"""The number of a supplier is held by one invoice at a time: taken, refused, and freed again."""

import json
from typing import Any

from functions.runtime.memory import Crossing
from local.simulators.sap.faults import Fault
from tests.company import ANN, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, message, offer

VALIDATE = "payables.validate_invoice"
SAME = {"number": "r 2026/0001"}
"""Another text, the same number once it is normalised."""


def _case(house: House) -> dict[str, Any]:
    [case] = house.states("case")
    found: dict[str, Any] = json.loads(str(house.head(case)["body"]))
    return found


def _reject(house: House, document: str) -> int:
    path = f"/v1/invoices/{document}/rejection"
    return house.call("POST", path, {"reason": "wrong"}, claims=ANN, key=document)[0]


def test_a_taken_number_is_a_case_that_names_the_holder(house: House) -> None:
    holder = accepted(house)
    second = accepted(house, **SAME)
    assert house.states() == {holder: "posted", second: "on_exception"}
    case = _case(house)
    assert (case["about"], case["category"]) == (second, "R-EXC-06")
    assert holder in case["reason"]
    assert [finding["code"] for finding in case["findings"]] == ["TIE-DUP-02"]
    assert len(house.sap.books.invoices) == 1


def test_a_redelivery_of_the_duplicate_changes_nothing(house: House) -> None:
    accepted(house)
    second = accepted(house, **SAME)
    version = house.head(second)["version"]
    assert offer(house, VALIDATE, message(envelopes(house, second)[0]))
    assert house.head(second)["version"] == version
    assert len(house.states("case")) == 1


def test_two_at_once_only_one_passes(house: House) -> None:
    first = submit(house)[1]["id"]
    second = house.call("POST", "/v1/invoices", invoice(**SAME), claims=PORTAL, key="k2")[1]["id"]

    def overtake(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            house.world.boundary.before = lambda _: None
            offer(house, VALIDATE, message(envelopes(house, second)[0]))

    house.world.boundary.before = overtake
    assert offer(house, VALIDATE, message(envelopes(house, first)[0]))
    assert house.states() == {first: "on_exception", second: "validated"}
    assert second in _case(house)["reason"]


def test_other_kinds_suppliers_and_numbers_do_not_collide(house: House) -> None:
    for changes in ({}, {"number": "R-2026-0002"}, {"kind": "credit_note"}):
        accepted(house, **changes)
    assert set(house.states().values()) == {"posted"}


def _stopped_after_validation(house: House) -> str:
    unmapped = {"category": "S", "rate": "7", "taxable": "200.00", "tax": "14.00"}
    line = {**invoice()["lines"][0], "tax_rate": "7"}
    totals = {**invoice()["totals"], "tax": "14.00", "gross": "214.00", "payable": "214.00"}
    house.sap.order(Fault("rejected"))
    document = accepted(house, taxes=[unmapped], lines=[line], totals=totals)
    assert house.states()[document] == "on_exception"
    return document


def test_a_rejection_frees_the_number_for_the_corrected_invoice(house: House) -> None:
    wrong = _stopped_after_validation(house)
    assert len(house.items("holder#")) == 1
    assert _reject(house, wrong) == 200
    assert house.items("holder#") == []
    corrected = accepted(house, **SAME)
    assert house.states()[corrected] == "posted"
    assert house.states("case")  # the refusal's own case stays for finance to close


def test_rejecting_the_duplicate_leaves_the_holder_its_number(house: House) -> None:
    holder = accepted(house)
    second = accepted(house, **SAME)
    assert _reject(house, second) == 200
    [kept] = house.items("holder#")
    assert kept["document"] == holder


def test_what_is_posted_cannot_be_rejected(house: House) -> None:
    holder = accepted(house)
    assert _reject(house, holder) == 409
    assert len(house.items("holder#")) == 1

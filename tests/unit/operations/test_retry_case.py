"""A retry: what a case stopped is decided anew, by the operation that stopped it."""

import json
from typing import Any

import pytest

from local.simulators.sap.faults import Fault
from tests.company import ANN, MASTER, PORTAL, POSTING, company, supplier
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, denials, envelopes, message, offer
from tests.unit.operations.desk import (
    CLEO,
    act,
    case_of,
    shown,
    staffed,
    types,
    unmapped,
    waived,
)

MARCH = {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}


@pytest.fixture(autouse=True)
def desk(house: House) -> None:
    staffed(house)


def _retry(house: House, document: str) -> dict[str, Any]:
    case = case_of(house, document)
    status, said = act(house, case, "retry", reason="the mapping is there now")
    assert status == 200, said
    house.settle()
    return case


def test_an_invoice_goes_on_once_the_policy_was_completed(house: House) -> None:
    document = unmapped(house)
    change(house, "posting", POSTING, entity="DE01")
    case = _retry(house, document)
    assert house.head(document)["state"] == "posted"
    assert len(house.sap.books.invoices) == 1
    assert shown(house, case["id"])["state"] == "resolved"
    assert types(house, case["id"]) == ["CaseOpened", "CaseRetried", "CaseResolved"]
    [posting] = [one for one in envelopes(house, document) if one["type"] == "InvoicePosting.v1"]
    assert posting["causation"] == f"{case['id']}@2"
    [retried] = [one for one in envelopes(house, case["id"]) if one["type"] == "CaseRetried.v1"]
    assert (retried["actor"]["id"], retried["data"]["reason"]) == (
        "cleo",
        "the mapping is there now",
    )


def test_a_finding_that_policy_overcame(house: House) -> None:
    document = accepted(house, buyer={"name": "Acme", "tax_ids": []})
    assert house.head(document)["state"] == "posted"
    change(house, "validation", {"age_days_max": 1})
    document = accepted(house, number="old", issue_date="2025-12-01")
    assert case_of(house, document)["content"]["findings"][0]["code"] == "TIE-DATE-OLD"
    change(house, "validation", {})
    _retry(house, document)
    assert house.head(document)["state"] == "posted"


def test_what_stops_it_again_is_the_same_case_and_it_is_still_open(house: House) -> None:
    document = unmapped(house)
    case = _retry(house, document)
    again = case_of(house, document)
    assert (again["id"], again["state"], again["version"]) == (case["id"], "open", 2)
    assert house.head(document)["state"] == "on_exception"
    change(house, "posting", POSTING, entity="DE01")
    _retry(house, document)
    assert house.head(document)["state"] == "posted"


def test_what_stops_it_for_another_reason_is_another_case_each_time(house: House) -> None:
    document = unmapped(house)
    without_tax = {key: value for key, value in POSTING.items() if key != "tax_codes"}
    first = case_of(house, document)
    change(house, "posting", without_tax, entity="DE01")
    _retry(house, document)
    second = case_of(house, document)
    assert (shown(house, first["id"])["state"], second["state"]) == ("resolved", "open")
    content = {key: value for key, value in POSTING.items() if key != "supplier_numbers"}
    change(house, "posting", content, entity="DE01")
    _retry(house, document)
    third = case_of(house, document)
    assert third["content"]["findings"] == first["content"]["findings"]
    assert (third["id"] != first["id"], third["state"]) == (True, "open")
    change(house, "posting", POSTING, entity="DE01")
    _retry(house, document)
    assert house.head(document)["state"] == "posted"
    assert set(house.states("case").values()) == {"resolved"}


def test_told_twice_it_is_decided_once(house: House) -> None:
    document = unmapped(house)
    change(house, "posting", POSTING, entity="DE01")
    case = _retry(house, document)
    told = message(envelopes(house, case["id"])[1])
    versions = house.head(document)["version"], house.head(case["id"])["version"]
    assert offer(house, "operations.tell_again", told)
    house.settle()
    assert (house.head(document)["version"], house.head(case["id"])["version"]) == versions
    assert len(house.sap.books.invoices) == 1


def test_a_retry_that_nobody_asked_for_is_denied(house: House) -> None:
    document = unmapped(house)
    change(house, "posting", POSTING, entity="DE01")
    case, original = case_of(house, document), envelopes(house, document)[1]
    opened = envelopes(house, case["id"])[0]
    said = {"about": document, "category": "R-EXC-04", "rules": [], "reason": "x"}
    said |= {"raised_by": "payables.post_invoice", "because_of": original["id"]}
    forged = {**opened, "type": "CaseRetried.v1", "data": said}
    for again in (forged, opened, {**forged, "id": f"{case['id']}@2", "version": 2}):
        body = {**json.loads(message(original)), "again": again}
        assert offer(house, "payables.post_invoice", json.dumps(body))
        assert house.head(document)["state"] == "on_exception"
    assert len(denials(house)) >= 1


def test_a_retry_of_something_else_is_denied(house: House) -> None:
    """The true retry of one invoice does not revive another."""
    document = unmapped(house)
    other = accepted(house, number="other")
    change(house, "posting", POSTING, entity="DE01")
    case = _retry(house, document)
    original = json.loads(message(envelopes(house, other)[1]))
    body = {**original, "again": envelopes(house, case["id"])[1]}
    assert offer(house, "payables.post_invoice", json.dumps(body))
    assert house.head(other)["state"] == "on_exception"


def test_a_rejected_invoice_is_not_revived(house: House) -> None:
    document = unmapped(house)
    change(house, "posting", POSTING, entity="DE01")
    case = case_of(house, document)
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "no"}, claims=ANN, key="no")[0] == 200
    assert act(house, case, "retry", reason="too late")[0] == 200
    house.settle()
    assert house.head(document)["state"] == "rejected"
    assert shown(house, case["id"])["state"] == "resolved"
    assert house.sap.books.invoices == []


def test_a_refused_posting_is_asked_about_and_then_sent_again(house: House) -> None:
    house.sap.order(Fault("rejected"))
    document = accepted(house)
    assert house.head(document)["state"] == "on_exception"
    before = len(house.world.boundary.calls)
    _retry(house, document)
    assert house.head(document)["state"] == "posted"
    assert len(house.sap.books.invoices) == 1
    asked = [
        call.args[0].method
        for call in house.world.boundary.calls[before:]
        if call.name == "remote.call" and "API_SUPPLIERINVOICE" in call.args[0].url
    ]
    assert asked.index("GET") < asked.index("POST")
    outcomes = {
        str(item["sk"]): item["outcome"] for item in house.items("effect#post#", f"acme#{document}")
    }
    assert outcomes == {"effect#post#001": "refused", "effect#post#002": "done"}


def test_an_uncertain_posting_is_only_asked_about(house: House) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    [posted] = house.sap.books.invoices
    gross = posted["InvoiceGrossAmount"]
    posted["InvoiceGrossAmount"] = "1.00"
    house.run(3)
    assert house.head(document)["state"] == "uncertain"
    _retry(house, document)
    assert house.head(document)["state"] == "uncertain"
    assert len(house.sap.books.invoices) == 1
    posted["InvoiceGrossAmount"] = gross
    _retry(house, document)
    assert house.head(document)["state"] == "posted"
    assert len(house.sap.books.invoices) == 1


def test_an_uncertain_posting_that_is_gone_waits_until_it_cannot_come_any_more(
    house: House,
) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    house.sap.books.invoices[0]["InvoiceGrossAmount"] = "1.00"
    house.run(3)
    house.sap.books.invoices.clear()
    _retry(house, document)
    assert (house.head(document)["state"], house.sap.books.invoices) == ("posting", [])
    house.run(20)
    assert house.head(document)["state"] == "posted"
    assert len(house.sap.books.invoices) == 1


def test_what_is_in_doubt_at_one_system_is_not_begun_at_another(house: House) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    house.sap.books.invoices[0]["InvoiceGrossAmount"] = "1.00"
    house.run(3)
    change(house, "posting", {**POSTING, "erp": "netsuite"}, entity="DE01")
    _retry(house, document)
    house.run(20)
    assert house.head(document)["state"] == "uncertain"
    called = {call.args[0].url for call in house.world.boundary.calls if call.name == "remote.call"}
    assert not [url for url in called if "netsuite" in url]


@pytest.mark.parametrize(
    ("policy", "content"),
    [
        ("posting", {**POSTING, "tax_codes": {}}),
        ("calendar", {"periods": [{**MARCH, "soft_close": "2026-03-01"}]}),
    ],
)
def test_what_an_erp_may_hold_is_not_rejected_because_a_retry_stopped_early(
    house: House, policy: str, content: dict[str, Any]
) -> None:
    """Its number would be free, and the invoice posted a second time under another date."""
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    house.sap.books.invoices[0]["InvoiceGrossAmount"] = "1.00"
    house.run(3)
    change(house, policy, content, entity="DE01")
    first = _retry(house, document)
    case = case_of(house, document)
    assert (house.head(document)["state"], case["id"] != first["id"]) == ("uncertain", True)
    assert (case["state"], case["content"]["allowed_actions"]) == ("open", ["retry"])
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "not ours"}, claims=ANN, key="r")[0] == 409
    house.sap.books.invoices[0]["InvoiceGrossAmount"] = "238.00"
    change(house, policy, POSTING if policy == "posting" else {}, entity="DE01")
    _retry(house, document)
    assert house.head(document)["state"] == "posted"
    assert len(house.sap.books.invoices) == 1


def test_nothing_is_posted_for_a_supplier_that_was_blocked_since(house: House) -> None:
    document = unmapped(house)
    change(house, "posting", POSTING, entity="DE01")
    body = {"name": "x", "identifiers": [{"scheme": "VAT", "value": "DE811907980"}]}
    for status in ("blocked", "active"):
        path = "/v1/suppliers/S-1001"
        house.call("PUT", path, {**body, "status": status}, claims=MASTER, key=status)
        _retry(house, document)
        if status == "blocked":
            assert house.head(document)["state"] == "on_exception"
            case = case_of(house, document)["content"]
            found = [one["code"] for one in case["findings"]]
            assert (found, case["owner"]) == (["TIE-SUPPLIER-BLOCKED"], "supplier-master-data")
            assert not house.sap.books.invoices
    assert house.head(document)["state"] == "posted"


def test_who_may(house: House) -> None:
    case = case_of(house, unmapped(house))
    for nobody in (ANN, PORTAL):
        assert act(house, case, "retry", nobody, reason="x")[0] == 403


def test_the_version_that_was_looked_at(house: House) -> None:
    case = case_of(house, unmapped(house))
    assert act(house, case, "assignment", assignee="cleo", reason="mine")[0] == 200
    status, said = act(house, case, "retry", reason="x")
    assert (status, said["detail"]) == (409, "the case has moved: it is at version 2")
    first = act(house, {**case, "version": 2}, "retry", CLEO, "k", reason="x")
    assert act(house, {**case, "version": 2}, "retry", CLEO, "k", reason="x") == first
    assert types(house, case["id"]) == ["CaseOpened", "CaseAssigned", "CaseRetried"]


def test_policies_are_those_of_now(house: House) -> None:
    """Who completes a policy and retries at once is not answered from a minute ago."""
    document = unmapped(house)
    warm = dict(house.kernels)
    change(house, "posting", POSTING, entity="DE01")
    house.kernels.update(warm)
    _retry(house, document)
    assert house.head(document)["state"] == "posted"


def test_an_unknown_supplier_after_a_retry_waits_and_its_first_case_is_settled() -> None:
    house = company(with_supplier=False)
    staffed(house)
    change(house, "validation", {"age_days_max": 1})
    document = accepted(house, issue_date="2025-12-01")
    first = case_of(house, document)
    change(house, "validation", {})
    _retry(house, document)
    assert house.head(document)["state"] == "waiting"
    assert shown(house, first["id"])["state"] == "resolved"
    supplier(house)
    house.settle()
    assert house.head(document)["state"] == "posted"
    assert set(house.states("case").values()) == {"resolved"}
    assert not house.items("wait#")


def test_what_another_operation_is_told_again_is_not_forged(house: House) -> None:
    document = unmapped(house)
    case = _retry(house, document)
    true = envelopes(house, case["id"])[1]
    lie = {**true, "data": {**true["data"], "raised_by": "payables.validate_invoice"}}
    before = house.head(document)["version"]
    assert offer(house, "operations.tell_again", message(lie))
    assert not house.world.queue.waiting["payables.validate_invoice"]
    assert (house.head(document)["version"], len(denials(house))) == (before, 1)


def test_a_case_that_was_settled_by_waiting_does_not_hold_it_again() -> None:
    """Stopped after the waiting as before it: a case that is closed would have nobody look."""
    house = company(with_supplier=False)
    staffed(house)
    change(house, "validation", {"age_days_max": 1})
    document = accepted(house, issue_date="2025-12-01")
    first = case_of(house, document)
    change(house, "validation", {})
    _retry(house, document)
    change(house, "validation", {"age_days_max": 1})
    supplier(house)
    house.settle()
    again = case_of(house, document)
    assert (house.head(document)["state"], again["state"]) == ("on_exception", "open")
    assert again["content"]["findings"] == first["content"]["findings"]


def test_a_waiver_is_kept_once_however_often_the_invoice_is_told_again() -> None:
    house = company(with_supplier=False)
    staffed(house)
    change(house, "validation", {"age_days_max": 1})
    document = accepted(house, issue_date="2025-12-01")
    waived(house, document)
    assert house.head(document)["state"] == "waiting"
    supplier(house)
    house.settle()
    assert house.head(document)["state"] == "posted"
    assert len(json.loads(str(house.head(document)["body"]))["waivers"]) == 1

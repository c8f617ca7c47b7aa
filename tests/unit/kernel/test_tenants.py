"""Two tenants in one house: the same ids, and neither sees, lists, moves or replays the other's."""

from typing import Any

import pytest

from functions.runtime import keys
from tests.company import ANN, ENTITIES, PORTAL, START, invoice, submit, supplier
from tests.house import House
from tests.unit.kernel.worlds import BETA, CLIENTS, envelopes, message, more_callers, offer

SUPPLIER = {"name": "Beta's", "identifiers": [{"scheme": "VAT", "value": "DE811907980"}]}


@pytest.fixture
def shared(house: House) -> House:
    more_callers(house)
    return house


def _beta(house: House, method: str, path: str, body: Any = None, key: str = "k1") -> Any:
    return house.call(method, path, body, claims=BETA, key=key)


def test_the_same_key_and_number_are_two_invoices(shared: House) -> None:
    ours = submit(shared, "k1")
    theirs = _beta(shared, "POST", "/v1/invoices", invoice())
    assert (ours[0], theirs[0]) == (201, 201)
    assert "Idempotency-Replayed" not in theirs[2]
    assert ours[1]["id"] != theirs[1]["id"]


def test_one_name_is_one_client_in_all_tenants(shared: House) -> None:
    namesake = {**CLIENTS[-1], "name": "portal", "principals": ["portal-2"]}
    said = {"content": {"clients": [*CLIENTS, namesake]}, "effective_from": START}
    path = "/v1/policies/callers/proposals"
    status, body, _ = shared.call("POST", path, said, claims=ANN, key="a namesake")
    assert status == 400
    assert "portal" in body["findings"][0]["message"]


def test_the_same_key_of_namesakes_is_two_records() -> None:
    ours, theirs = (keys.idempotency(tenant, "portal", "o", "k") for tenant in ("acme", "beta"))
    assert ours != theirs


def test_neither_reads_the_others(shared: House) -> None:
    ours = submit(shared)[1]["id"]
    for path in ("/v1/invoices/{}", "/v1/documents/{}", "/v1/documents/{}/timeline"):
        status, body, _ = _beta(shared, "GET", path.format(ours))
        assert (status, body["detail"]) == (404, "there is no such document")


def test_neither_lists_the_others(shared: House) -> None:
    submit(shared)
    _beta(shared, "POST", "/v1/invoices", invoice(number="B-1"))
    path = "/v1/invoices?entity=DE01&state=received"
    for claims, number in ((PORTAL, "R-2026-0001"), (BETA, "B-1")):
        _, page, _ = shared.call("GET", path, claims=claims)
        assert [one["number"] for one in page["items"]] == [number]


def test_a_cursor_of_one_is_no_way_into_the_other(shared: House) -> None:
    for number in ("1", "2"):
        submit(shared, number, number=number)
    path = "/v1/invoices?entity=DE01&state=received&limit=1"
    after = shared.call("GET", path, claims=PORTAL)[1]["after"]
    _, page, _ = _beta(shared, "GET", f"{path}&after={after}")
    assert page["items"] == []


def test_the_same_supplier_is_two_suppliers_with_two_histories(shared: House) -> None:
    assert _beta(shared, "PUT", "/v1/suppliers/S-1001", SUPPLIER)[0] == 201
    ours = supplier(shared)
    assert shared.head(ours)["version"] == 1
    assert shared.head(ours, "beta")["version"] == 1
    assert shared.head(ours, "beta")["hash"] != shared.head(ours)["hash"]


def test_an_unknown_supplier_of_one_is_not_found_at_the_other(shared: House) -> None:
    document = _beta(shared, "POST", "/v1/invoices", invoice())[1]["id"]
    shared.settle()
    assert shared.head(document, "beta")["state"] == "on_exception"  # no such entity there
    assert [f["code"] for f in _findings(shared)] == ["TIE-ENTITY"]


def _findings(house: House) -> list[dict[str, str]]:
    _, page, _ = _beta(house, "GET", "/v1/cases?owner=accounts-payable")
    found: list[dict[str, str]] = page["items"][0]["content"]["findings"]
    return found


def test_policies_of_one_do_not_rule_the_other(shared: House) -> None:
    unnamed = invoice()
    del unnamed["entity"]
    assert ENTITIES["entities"]
    assert _beta(shared, "POST", "/v1/invoices", unnamed)[0] == 400
    assert shared.call("POST", "/v1/invoices", unnamed, claims=PORTAL, key="k")[0] == 201


def test_an_event_told_under_another_tenant_was_never_committed(shared: House) -> None:
    document = submit(shared)[1]["id"]
    told = message(envelopes(shared, document)[0], tenant="beta")
    assert offer(shared, "payables.validate_invoice", told)
    assert shared.head(document)["state"] == "received"


def test_the_home_tenants_policies_are_not_shown_to_another(shared: House) -> None:
    path = "/v1/documents/policy%23callers%23*"
    assert shared.call("GET", path, claims=ANN)[0] == 200
    assert _beta(shared, "GET", path)[0] == 404

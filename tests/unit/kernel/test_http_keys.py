"""Idempotency keys at the API: one key, one payload, one answer, for thirty days."""

import json
from datetime import timedelta

import pytest

from tests.company import ANN, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import OTHER, change, more_callers

SCOPE = "payables/invoices.submit"
BODY = json.dumps(invoice())


@pytest.mark.parametrize("key", [None, "k" * 256, "a\nb", "a\x00b", "\ud800", "a\u200bb"])
def test_a_write_without_a_usable_key_is_refused(house: House, key: str | None) -> None:
    status, body, _ = house.call("POST", "/v1/invoices", invoice(), claims=PORTAL, key=key)
    assert (status, body["type"].rpartition("/")[2]) == (400, "invalid")
    assert "Idempotency-Key" in body["detail"]
    assert house.states() == {}


@pytest.mark.parametrize("key", ["k", "k" * 255, "Schlüssel 7"])
def test_a_key_of_up_to_255_printable_characters_is_taken(house: House, key: str) -> None:
    assert submit(house, key)[0] == 201


def test_a_replay_is_the_same_bytes_and_says_so(house: House) -> None:
    event = {
        "httpMethod": "POST",
        "headers": {"idempotency-key": "k"},
        "requestContext": {"authorizer": {"claims": {**PORTAL, "scope": SCOPE}}},
        "body": BODY,
    }
    operation = house.operation("payables.submit_invoice")
    first = house.invoke(operation, event)
    house.settle()
    again = house.invoke(operation, event)
    assert first["body"] == again["body"]
    assert first["statusCode"] == again["statusCode"] == 201
    assert first["headers"] | {"Idempotency-Replayed": "true"} == again["headers"]
    assert "Idempotency-Replayed" not in first["headers"]


def test_the_answers_that_are_problems_are_replayed_too(house: House) -> None:
    submit(house)
    totals = {"gross": "1.00", "payable": "1.00"}
    first, again = (submit(house, "k2", totals=totals) for _ in range(2))
    assert first[:2] == again[:2]
    assert first[0] == 409
    assert again[2]["Idempotency-Replayed"] == "true"
    assert again[2]["Content-Type"] == "application/problem+json"


def test_a_duplicate_is_remembered_under_its_own_key(house: House) -> None:
    submit(house)
    first = submit(house, "k2")
    house.settle()
    again = submit(house, "k2")
    assert (first[0], again[1]) == (200, first[1])
    assert again[2]["Idempotency-Replayed"] == "true"
    assert submit(house, "k2", number="R-9")[0] == 422


def test_a_replayed_transition_is_answered_from_the_read(house: House) -> None:
    said = {"entity": "*", "content": {"future_days": 3}, "effective_from": "2026-01-01T00:00:00Z"}
    path = "/v1/policies/validation/proposals"
    first = house.call("POST", path, said, claims=ANN, key="p")
    since = len(house.world.boundary.calls)
    again = house.call("POST", path, said, claims=ANN, key="p")
    assert first[:2] == again[:2]
    assert again[2]["Idempotency-Replayed"] == "true"
    assert house.world.boundary.aws_calls(since) == ["store.read"]
    other = house.call("POST", path, said | {"entity": "DE01"}, claims=ANN, key="p")
    assert other[0] == 422


def test_a_key_with_another_payload_is_a_mismatch(house: House) -> None:
    submit(house)
    status, body, _ = submit(house, number="R-2026-0002")
    assert (status, body["type"].rpartition("/")[2], body["retryable"]) == (422, "mismatch", False)
    assert len(house.states()) == 1


def test_after_thirty_days_a_key_is_new_again(house: House) -> None:
    submit(house)
    house.world.clock.advance(timedelta(days=30))
    assert submit(house, number="R-2")[0] == 422
    house.world.clock.advance(timedelta(seconds=1))
    assert submit(house, number="R-2")[0] == 201
    assert submit(house, number="R-2")[2]["Idempotency-Replayed"] == "true"


def test_another_clients_same_key_is_another_key(house: House) -> None:
    more_callers(house)
    submit(house, "same")
    body = invoice(number="R-2")
    status, _, headers = house.call("POST", "/v1/invoices", body, claims=OTHER, key="same")
    assert status == 201
    assert "Idempotency-Replayed" not in headers


def test_the_same_key_at_another_operation_is_another_key(house: House) -> None:
    document = submit(house)[1]["id"]
    said = {"content": {}, "effective_from": "2026-01-01T00:00:00Z"}
    path = "/v1/policies/validation/proposals"
    assert house.call("POST", path, said, claims=ANN, key="same")[0] == 201
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "x"}, claims=ANN, key="same")[0] == 200


def test_after_thirty_days_a_transition_may_happen_again(house: House) -> None:
    said = {"content": {}, "effective_from": "2026-01-01T00:00:00Z"}
    path = "/v1/policies/validation/proposals"
    assert house.call("POST", path, said, claims=ANN, key="k")[1]["version"]
    house.world.clock.advance(timedelta(days=30, seconds=1))
    house.call("POST", path, said, claims=ANN, key="k")
    assert house.head("policy#validation#*")["version"] == 2


def test_a_replay_survives_a_policy_that_would_refuse_it_now(house: House) -> None:
    unnamed = invoice()
    del unnamed["entity"]
    first = house.call("POST", "/v1/invoices", unnamed, claims=PORTAL, key="k")
    change(house, "entities", {"entities": []})
    again = house.call("POST", "/v1/invoices", unnamed, claims=PORTAL, key="k")
    assert (first[0], again[:2]) == (201, first[:2])
    fresh = house.call("POST", "/v1/invoices", unnamed, claims=PORTAL, key="k2")
    assert fresh[0] == 400

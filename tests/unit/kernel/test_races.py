"""What happens in between: two of a kind at once, and answers that say less than was asked."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from functions.runtime.ports import ConditionFailed
from tests.company import ANN, MASTER, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import (
    OTHER,
    accepted,
    denials,
    envelopes,
    message,
    more_callers,
    offer,
)

TOTALS = {"gross": "1.00", "payable": "1.00"}


def _at_write(house: House, number: int, act: Callable[[], Any]) -> None:
    """Do something once, right before the n-th write from now."""
    left = [number]

    def hook(crossing: Crossing) -> None:
        left[0] -= crossing.name == "store.write"
        if not left[0]:
            house.world.boundary.before = lambda _: None
            act()

    house.world.boundary.before = hook


def _refuse() -> None:
    """A refusal that does not say what stood in the way."""
    raise ConditionFailed({0: None})


@pytest.mark.parametrize("changes", [{}, {"totals": TOTALS}])
def test_one_key_used_twice_at_once_is_answered_once(house: House, changes: dict[str, Any]) -> None:
    submit(house, "first")
    said: list[Any] = []
    _at_write(house, 2, lambda: said.append(submit(house, "k", **changes)))
    second = submit(house, "k", **changes)
    assert second[:2] == said[0][:2]
    assert second[2]["Idempotency-Replayed"] == "true"
    assert len(house.states("case")) == len(changes)


def test_one_conflict_at_two_keys_at_once_is_one_case(house: House) -> None:
    submit(house, "first")
    _at_write(house, 2, lambda: submit(house, "a", totals=TOTALS))
    assert submit(house, "b", totals=TOTALS)[0] == 409
    assert len(house.states("case")) == 1


@pytest.mark.parametrize("number", [1, 2])
def test_a_refusal_without_a_reason_is_a_retry(house: House, number: int) -> None:
    submit(house, "first")
    _at_write(house, number, _refuse)
    status, body, _ = submit(house, "k")
    assert (status, body["retryable"]) == (503, True)
    assert submit(house, "k")[0] == 200


def test_a_document_that_keeps_moving_is_a_retry(house: House) -> None:
    document = submit(house)[1]["id"]
    table = house.world.store.tables["ledger"]

    def keep_moving(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            head = house.head(document)
            table.put({**head, "version": int(head["version"]) + 1})

    house.world.boundary.before = keep_moving
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "x"}, claims=ANN, key="k")[0] == 503


def test_a_document_that_moved_once_is_moved_from_where_it_is(house: House) -> None:
    body = {"name": "N", "identifiers": [{"scheme": "VAT", "value": "DE5"}]}
    path = "/v1/suppliers/S-5"
    _at_write(house, 1, lambda: house.call("PUT", path, body, claims=MASTER, key="a"))
    status, said, _ = house.call("PUT", path, body | {"name": "M"}, claims=MASTER, key="b")
    assert (status, said["version"]) == (200, 2)


def test_a_supplier_of_all_entities_is_not_a_client_of_ones_to_open(house: House) -> None:
    more_callers(house)
    body = {"name": "N", "identifiers": [{"scheme": "VAT", "value": "DE5"}]}
    assert house.call("PUT", "/v1/suppliers/S-5", body, claims=OTHER, key="k")[0] == 403
    assert [record["caller"] for record in denials(house)] == ["other"]
    assert len(house.states("sup")) == 1


def test_a_message_that_is_parked_twice_is_parked_once(house: House) -> None:
    party = {"tax_ids": [{"scheme": "VAT", "value": "DE777777777"}]}
    document = submit(house, supplier=party)[1]["id"]
    told = message(envelopes(house, document)[0])
    _at_write(house, 1, lambda: offer(house, "payables.validate_invoice", told))
    assert offer(house, "payables.validate_invoice", told)
    assert len(house.items("wait#")) == 1
    assert house.head(document)["version"] == 2


@pytest.mark.parametrize("key", ["k", "k2"])
def test_an_invoice_whose_account_cannot_be_sealed_is_a_retry(house: House, key: str) -> None:
    house.kernels.clear()

    def no_keys(crossing: Crossing) -> None:
        if crossing.name == "vault.keys":
            raise Unavailable("down")

    house.world.boundary.before = no_keys
    assert submit(house, key)[0] == 503
    assert house.states() == {}


def test_a_case_that_was_raised_before_is_left_alone(house: House) -> None:
    first = accepted(house, buyer={"name": "x"}, taxes=[])
    [case] = house.states("case")
    head = house.head(case)
    body = invoice(buyer={"name": "x"}, taxes=[])
    assert house.call("POST", "/v1/invoices", body, claims=PORTAL, key="again")[0] == 200
    table = house.world.store.tables["ledger"]
    received = {**house.head(first), "state": "received"}
    table.put(received)
    table.delete((f"acme#{first}", f"mark#payables.validate_invoice#{first}@1"))
    assert offer(house, "payables.validate_invoice", message(envelopes(house, first)[0]))
    assert house.head(first)["version"] == 3
    assert house.head(case) == head

"""An event is a hint: a consumer believes what was committed, decides it once, and no more."""

from typing import Any

import pytest

from functions.runtime.items import chain_hash
from functions.runtime.memory import Crossing
from schemas.events.envelope import Envelope
from tests.company import ANN, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, denials, envelopes, message, offer, offer_all

FACTS = {
    "entity": "DE01",
    "kind": "invoice",
    "number": "R-2026-0001",
    "issue_date": "2026-03-01",
    "currency": "EUR",
    "supplier_keys": [],
}
VALIDATE, POST = "payables.validate_invoice", "payables.post_invoice"


def _received(house: House) -> tuple[str, dict[str, Any]]:
    document = submit(house)[1]["id"]
    return document, envelopes(house, document)[0]


def _rehashed(told: dict[str, Any], **changes: Any) -> dict[str, Any]:
    forged = Envelope.model_validate({**told, **changes})
    return forged.model_copy(update={"hash": chain_hash(forged)}).model_dump()


@pytest.mark.parametrize("rehashed", [False, True])
@pytest.mark.parametrize(
    "forged",
    [
        {"hash": "0" * 64},
        {"version": 2},
        {"document": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa"},
        {"tenant": "beta"},
        {"entity": "FR01"},
        {"data": {**FACTS, "gross": "1.00"}},
        {"correlation": "mine"},
    ],
)
def test_what_was_never_committed_decides_nothing(
    house: House, forged: dict[str, Any], rehashed: bool
) -> None:
    document, told = _received(house)
    lie = {**told, **forged}
    if rehashed and "hash" not in forged:
        lie = _rehashed(lie)
    assert offer(house, VALIDATE, message(lie))
    assert house.head(document)["state"] == "received"
    assert house.items("mark#") == []
    [record] = denials(house)
    assert record["reason"] == "no such event was ever committed"


def test_another_supplier_under_a_true_hash_is_not_posted_to(house: House) -> None:
    document = submit(house)[1]["id"]
    assert offer(house, VALIDATE, message(envelopes(house, document)[0]))
    told = envelopes(house, document)[1]
    lie = {**told, "data": {**told["data"], "supplier_code": "S-9"}}
    assert offer(house, POST, message(lie))
    assert house.head(document)["state"] == "validated"
    assert offer(house, POST, message(told))
    assert house.head(document)["state"] == "posted"


@pytest.mark.parametrize("kind", ["InvoiceReceived.v9", "InvoicePaid.v1", ""])
def test_an_event_that_is_not_taken_is_denied(house: House, kind: str) -> None:
    document, told = _received(house)
    assert offer(house, VALIDATE, message(told, type=kind))
    assert house.head(document)["state"] == "received"
    assert len(denials(house)) == 1


def test_a_decided_event_is_decided_once(house: House) -> None:
    document, told = _received(house)
    house.settle()
    version = house.head(document)["version"]
    since = len(house.world.boundary.calls)
    assert offer(house, VALIDATE, message(told))
    assert house.head(document)["version"] == version
    assert house.world.boundary.aws_calls(since) == ["store.read"]


def test_the_event_of_a_state_that_is_gone_asks_nothing(house: House) -> None:
    document, told = _received(house)
    reason = {"reason": "ours no more"}
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, reason, claims=ANN, key="k")[0] == 200
    assert offer(house, VALIDATE, message(told))
    assert house.head(document)["state"] == "rejected"
    assert house.items("mark#") == []


def test_an_event_that_names_no_document_asks_nothing(house: House) -> None:
    document = accepted(house)
    since = len(house.world.boundary.calls)
    assert offer(house, "operations.resolve_case", message(envelopes(house, document)[1]))
    assert house.world.boundary.aws_calls(since) == []


def _meanwhile(house: House, name: str, act: Any) -> None:
    """Do something once, right before the next call of that name."""

    def hook(crossing: Crossing) -> None:
        if crossing.name == name:
            house.world.boundary.before = lambda _: None
            act()

    house.world.boundary.before = hook


def test_a_document_that_moved_is_decided_anew(house: House) -> None:
    document, told = _received(house)
    path = f"/v1/invoices/{document}/rejection"
    _meanwhile(
        house,
        "store.write",
        lambda: house.call("POST", path, {"reason": "x"}, claims=ANN, key="k"),
    )
    assert offer(house, VALIDATE, message(told))
    assert house.head(document)["state"] == "rejected"


def test_two_deliveries_at_once_decide_once(house: House) -> None:
    document, told = _received(house)
    _meanwhile(house, "store.write", lambda: offer(house, VALIDATE, message(told)))
    assert offer(house, VALIDATE, message(told))
    assert [event["version"] for event in envelopes(house, document)] == [1, 2]


def test_a_document_that_never_rests_comes_back_later(house: House) -> None:
    document, told = _received(house)
    table = house.world.store.tables["ledger"]

    def keep_moving(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            head = house.head(document)
            table.put({**head, "version": int(head["version"]) + 1})

    house.world.boundary.before = keep_moving
    assert offer_all(house, VALIDATE, [message(told)]) == ["0"]

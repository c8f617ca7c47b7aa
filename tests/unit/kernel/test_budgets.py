"""How often a warm function calls AWS: one commit is one call, and reading is one call."""

from collections import Counter

from tests.company import ANN, MASTER, PORTAL, submit, supplier
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, message, offer

VALIDATE, POST = "payables.validate_invoice", "payables.post_invoice"


def _calls(house: House, since: int) -> list[str]:
    return house.world.boundary.aws_calls(since)


def _now(house: House) -> int:
    return len(house.world.boundary.calls)


def _validated(house: House, number: str) -> str:
    document = str(submit(house, number, number=number)[1]["id"])
    assert offer(house, VALIDATE, message(envelopes(house, document)[0]))
    return document


def test_accepting_is_one_call(house: House) -> None:
    submit(house, "warm", number="0")
    since = _now(house)
    assert submit(house)[0] == 201
    assert _calls(house, since) == ["store.write"]


def test_answering_a_replay_is_one_call(house: House) -> None:
    submit(house)
    since = _now(house)
    assert submit(house)[2]["Idempotency-Replayed"] == "true"
    assert _calls(house, since) == ["store.write"]


def test_a_duplicate_is_two(house: House) -> None:
    submit(house)
    since = _now(house)
    assert submit(house, "k2")[0] == 200
    assert _calls(house, since) == ["store.write", "store.write"]


def test_a_transition_without_effect_is_two(house: House) -> None:
    _validated(house, "warm")
    document = str(submit(house)[1]["id"])
    since = _now(house)
    assert offer(house, VALIDATE, message(envelopes(house, document)[0]))
    assert house.head(document)["state"] == "validated"
    assert _calls(house, since) == ["store.read", "store.write"]


def test_a_transition_by_a_person_is_two(house: House) -> None:
    for number in ("warm", "one"):
        document = str(submit(house, number, number=number)[1]["id"])
        since = _now(house)
        path = f"/v1/invoices/{document}/rejection"
        assert house.call("POST", path, {"reason": "x"}, claims=ANN, key=number)[0] == 200
    assert _calls(house, since) == ["store.read", "store.write"]


def test_a_decided_redelivery_is_one(house: House) -> None:
    document = _validated(house, "1")
    since = _now(house)
    assert offer(house, VALIDATE, message(envelopes(house, document)[0]))
    assert _calls(house, since) == ["store.read"]


def test_posting_is_three(house: House) -> None:
    offer(house, POST, message(envelopes(house, _validated(house, "warm"))[1]))
    document = _validated(house, "1")
    since = _now(house)
    assert offer(house, POST, message(envelopes(house, document)[1]))
    assert house.head(document)["state"] == "posted"
    assert _calls(house, since) == ["store.read", "store.write", "store.write"]


def test_a_redelivery_of_what_was_posted_is_one(house: House) -> None:
    document = accepted(house)
    since = _now(house)
    assert offer(house, POST, message(envelopes(house, document)[1]))
    assert _calls(house, since) == ["store.read"]


def test_reading_one_document_is_one(house: House) -> None:
    document = accepted(house)
    house.call("GET", f"/v1/invoices/{document}", claims=PORTAL)
    since = _now(house)
    house.call("GET", f"/v1/invoices/{document}", claims=PORTAL)
    assert _calls(house, since) == ["store.read"]


def test_a_list_is_two(house: House) -> None:
    path = "/v1/invoices?entity=DE01&state=posted"
    accepted(house)
    house.call("GET", path, claims=PORTAL)
    since = _now(house)
    house.call("GET", path, claims=PORTAL)
    assert _calls(house, since) == ["store.index", "store.read"]


def test_a_supplier_sent_again_is_two(house: House) -> None:
    supplier(house, "S-2", "DE222222222")
    since = _now(house)
    body = {"name": "N", "identifiers": [{"scheme": "VAT", "value": "DE222222222"}]}
    assert house.call("PUT", "/v1/suppliers/S-2", body, claims=MASTER, key="k")[0] == 200
    assert _calls(house, since) == ["store.read", "store.write"]


def test_a_cold_start_reads_callers_and_policies_and_loads_the_keys_once(house: House) -> None:
    house.kernels.clear()
    since = _now(house)
    assert submit(house)[0] == 201
    assert Counter(_calls(house, since)) == {"store.read": 2, "vault.keys": 1, "store.write": 1}

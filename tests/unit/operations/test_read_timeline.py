"""The story of a document: every hop, every attempt, and whether anyone has been at it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.runtime import bringing
from functions.runtime.ports import Item
from local.simulators.sap.faults import Fault
from tests.company import ANN, PORTAL, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted

Tamper = Callable[[House, list[Item]], None]


def _timeline(house: House, document: str) -> dict[str, Any]:
    path = f"/v1/documents/{document}/timeline"
    status, body, _ = house.call("GET", path, claims=PORTAL)
    assert status == 200, body
    return body


def test_the_story_says_who_what_why_and_under_which_policies(house: House) -> None:
    document = accepted(house)
    told = _timeline(house, document)
    assert told["intact"] is True
    assert [hop["type"] for hop in told["hops"]] == [
        "InvoiceReceived.v1",
        "InvoiceValidated.v1",
        "InvoicePosting.v1",
        "InvoicePosted.v1",
    ]
    received, validated, posting, posted = told["hops"]
    assert received["actor"] == {"kind": "machine", "id": "portal", "door": "api"}
    assert validated["actor"]["id"] == "payables.validate_invoice"
    assert validated["causation"] == received["event_id"]
    assert posting["causation"] == posted["causation"] == validated["event_id"]
    assert {hop["correlation"] for hop in told["hops"]} == {received["correlation"]}
    assert "posting" in posting["policies"]
    assert posted["data"]["erp_number"]


def test_what_was_tried_at_other_systems_is_shown(house: House) -> None:
    house.sap.order(Fault("too_many", seconds=5))
    document = submit(house)[1]["id"]
    house.run(5)
    attempts = _timeline(house, document)["attempts"]
    assert [one["outcome"] for one in attempts] == ["not sent", "done"]
    assert [one["attempt"] for one in attempts] == [1, 2]
    assert {one["system"] for one in attempts} == {"sap"}
    assert attempts[0]["reference"] == attempts[1]["reference"]
    assert attempts[1]["number"]
    assert not {"request", "message", "pk", "sk"} & set(attempts[0])


def _put(house: House, item: Item) -> None:
    house.world.store.tables["ledger"].put(item)


def _rewrite(item: Item, **changes: Any) -> Item:
    envelope = {**json.loads(str(item["envelope"])), **changes}
    return {**item, "envelope": json.dumps(envelope)}


def _edit(house: House, events: list[Item]) -> None:
    _put(house, _rewrite(events[0], occurred_at="2020-01-01T00:00:00.000000Z"))


def _edit_with_its_hash(house: House, events: list[Item]) -> None:
    _put(house, _rewrite(events[1], hash="0" * 64))


def _truncate(house: House, events: list[Item]) -> None:
    house.world.store.tables["ledger"].delete((str(events[-1]["pk"]), str(events[-1]["sk"])))


def _drop_one(house: House, events: list[Item]) -> None:
    house.world.store.tables["ledger"].delete((str(events[1]["pk"]), str(events[1]["sk"])))


def _drop_all(house: House, events: list[Item]) -> None:
    for event in events:
        house.world.store.tables["ledger"].delete((str(event["pk"]), str(event["sk"])))


def _reorder(house: House, events: list[Item]) -> None:
    for one, other in ((0, 1), (1, 0)):
        _put(house, {**events[other], "sk": events[one]["sk"]})


def _insert(house: House, events: list[Item]) -> None:
    _put(house, {**events[-1], "sk": "event#0000000005"})


def _change_head(house: House, events: list[Item]) -> None:
    document = str(events[0]["pk"]).partition("#")[2]
    _put(house, {**house.head(document), "hash": "0" * 64})


@pytest.mark.parametrize(
    "tamper",
    [
        _edit,
        _edit_with_its_hash,
        _truncate,
        _drop_one,
        _drop_all,
        _reorder,
        _insert,
        _change_head,
    ],
)
def test_tampering_shows(house: House, tamper: Tamper) -> None:
    document = accepted(house)
    events = sorted(house.items("event#", document), key=lambda item: str(item["sk"]))
    tamper(house, events)
    assert _timeline(house, document)["intact"] is False


def test_a_long_story_is_told_to_the_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing, "PAGE", 2)
    document = accepted(house)
    told = _timeline(house, document)
    assert (len(told["hops"]), told["intact"]) == (4, True)


def test_a_story_past_the_limit_is_cut_and_not_called_intact(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing, "PAGE", 1)
    monkeypatch.setattr(bringing, "HISTORY_LIMIT", 2)
    told = _timeline(house, accepted(house))
    assert (len(told["hops"]), told["intact"]) == (2, False)


def test_the_story_of_a_policy_names_both_people(house: House) -> None:
    path = "/v1/documents/policy%23callers%23*/timeline"
    _, told, _ = house.call("GET", path, claims=ANN)
    assert [hop["actor"]["id"] for hop in told["hops"]] == ["ann-1", "bob-1"]
    assert told["intact"] is True

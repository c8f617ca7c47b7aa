"""Announcing again: the same events under the same ids, and nobody downstream does a thing."""

import json
from typing import Any

import pytest

from tests.company import submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, envelopes, offer

REPUBLISH = "operations.republish"


def _again(house: House, **asked: str) -> list[str]:
    """Ids of what is announced for a request."""
    before = len(house.world.bus.published)
    assert offer(house, REPUBLISH, json.dumps(asked))
    state = (house.states(), {d: house.head(d)["version"] for d in house.states()})
    house.settle()
    told = [json.loads(one["detail"])["id"] for one in house.world.bus.published[before:]]
    assert (house.states(), {d: house.head(d)["version"] for d in house.states()}) == state
    return told


def test_a_document_tells_its_whole_story_again(house: House) -> None:
    document = accepted(house)
    told = _again(house, tenant="acme", document=document)
    assert told == [f"{document}@{version}" for version in (1, 2, 3, 4)]
    assert len(house.sap.books.invoices) == 1
    assert house.items("mark#wait") == []


def test_a_time_range_has_its_first_moment_but_not_its_last(house: House) -> None:
    first = accepted(house, number="1")
    change(house, "validation", {})
    second = accepted(house, number="2")
    house.settle()
    at = [envelopes(house, one)[0]["occurred_at"] for one in (first, second)]
    assert at[0] < at[1]
    told = {one.partition("@")[0] for one in _again(house, since=at[0], until=at[1])}
    assert first in told
    assert second not in told
    assert second in {
        one.partition("@")[0] for one in _again(house, since=at[1], until="2026-12-31")
    }


@pytest.mark.parametrize("as_text", [True, False])
def test_what_the_stream_gave_up_on_is_announced_from_its_failure_object(
    house: House, as_text: bool
) -> None:
    document = submit(house)[1]["id"]
    house.streamed["operations.relay"] = len(house.world.store.stream)
    [event] = house.items("event#", document)
    keys = {"pk": {"S": event["pk"]}, "sk": {"S": event["sk"]}}
    payload: Any = {"Records": [{"dynamodb": {"Keys": keys}}]}
    told = json.dumps({"payload": json.dumps(payload) if as_text else payload})
    house.world.store.put_object("failed/1", told.encode(), bucket="failures")
    assert house.head(document)["state"] == "received"
    assert offer(house, REPUBLISH, json.dumps({"failure": "failed/1"}))
    house.settle()
    assert house.states() == {document: "posted"}


def test_many_events_go_to_the_relay_in_parts(house: House) -> None:
    for number in range(20):
        accepted(house, number=str(number))
    before = len(house.world.boundary.calls)
    asked = {"since": "2026-01-01", "until": "2027-01-01"}
    assert offer(house, REPUBLISH, json.dumps(asked))
    sent: list[Any] = [
        c.args for c in house.world.boundary.calls[before:] if c.name == "queue.send"
    ]
    parts = [len(json.loads(args[1])["events"]) for args in sent]
    assert parts[:-1] == [50] * (len(parts) - 1)
    assert 0 < parts[-1] <= 50
    assert sum(parts) == len(house.world.store.stream)
    assert {args[0] for args in sent} == {"operations.relay"}


def test_nothing_found_asks_the_relay_for_nothing(house: House) -> None:
    assert _again(house, tenant="acme", document="inv_aaaaaaaaaaaaaaaaaaaaaaaaaa") == []
    assert _again(house, tenant="beta", document=accepted(house)) == []

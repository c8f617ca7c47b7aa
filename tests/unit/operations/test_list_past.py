"""All documents of a kind, as they stood at an instant."""

import json
from datetime import timedelta
from typing import Any

from schemas.base import iso
from tests.company import ANN, IBAN
from tests.house import House
from tests.unit.kernel.worlds import accepted, offer

LIST = "operations.list_past"


def _listed(house: House, at: str, **said: Any) -> list[dict[str, Any]]:
    message = {"tenant": "acme", "kind": "inv", "at": at, **said}
    assert offer(house, LIST, json.dumps(message))
    kept = house.world.store.objects["audit"]
    [name] = [one for one in kept if "/past/" in one]
    text = kept.pop(name)[-1].body.decode()
    assert IBAN not in text
    return [json.loads(line) for line in text.splitlines()]


def test_a_list_at_an_instant_is_what_was_there_then(house: House) -> None:
    first = accepted(house)
    then = iso(house.world.clock())
    house.world.clock.advance(timedelta(minutes=1))
    second = accepted(house, number="R-2")
    assert [one["id"] for one in _listed(house, then)] == [first]
    now = {one["id"]: one for one in _listed(house, iso(house.world.clock()))}
    assert now.keys() == {first, second}
    shown = house.call("GET", f"/v1/documents/{second}", claims=ANN)[1]
    assert now[second] == {**now[second], **shown}


def test_states_are_those_of_then(house: House) -> None:
    document = accepted(house)
    hops = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]["hops"]
    for hop in hops[::-1]:
        states = {one["state"] for one in _listed(house, hop["at"])}
        assert states == {_last(hops, hop["at"])}


def _last(hops: list[dict[str, Any]], at: str) -> str:
    return str([hop["state"] for hop in hops if hop["at"] <= at][-1])


def test_of_one_entity_or_of_none(house: House) -> None:
    accepted(house)
    now = iso(house.world.clock())
    assert len(_listed(house, now, entity="DE01")) == 1
    assert _listed(house, now, entity="FR01") == []
    assert _listed(house, now, tenant="acme", kind="sup") != []


def test_a_kind_that_there_is_not(house: House) -> None:
    message = {"tenant": "acme", "kind": "nothing", "at": iso(house.world.clock())}
    assert not offer(house, LIST, json.dumps(message))

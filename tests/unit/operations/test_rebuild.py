"""Documents are held against their events, and heads written anew from them."""

import json
from datetime import timedelta
from typing import Any

from tests.company import ANN, BOB, IBAN
from tests.faults.derived import house as busy
from tests.house import House
from tests.unit.kernel.worlds import accepted, offer
from tests.unit.operations.desk import act, shown, staffed

REBUILD = "operations.rebuild"


def _run(house: House, **said: Any) -> None:
    assert offer(house, REBUILD, json.dumps(said))


def _spoilt(house: House, **changes: str | int) -> str:
    document = accepted(house)
    table = house.world.store.tables["ledger"]
    table.put({**house.head(document), **changes})
    return document


def test_every_head_of_a_busy_house_is_what_its_events_say() -> None:
    house = busy()
    cases = house.states("case")
    _run(house)
    assert house.states("case") == cases
    assert {str(item["kind"]) for item in house.items("head")} >= {"inv", "sup", "policy", "case"}


def test_a_head_that_differs_becomes_a_case_and_stays(house: House) -> None:
    document = _spoilt(house, state="rejected")
    before = house.head(document)
    _run(house)
    [case] = house.items("head", "#case_")
    assert json.loads(str(case["body"]))["findings"][0]["message"] == "differs: state"
    assert house.head(document) == before


def test_its_case_is_settled_by_a_person_and_another_drift_is_another_case(house: House) -> None:
    staffed(house)
    document = _spoilt(house, state="rejected")
    _run(house)
    [case] = house.states("case")
    _run(house)
    assert house.states("case") == {case: "open"}
    assert act(house, shown(house, case), "resolution", reason="written anew")[0] == 200
    table = house.world.store.tables["ledger"]
    table.put({**house.head(document), "entity": "FR01"})
    _run(house)
    assert sorted(house.states("case").values()) == ["open", "resolved"]


def test_it_is_written_as_its_events_say_when_asked(house: House) -> None:
    document = accepted(house)
    whole = house.head(document)
    table = house.world.store.tables["ledger"]
    table.put({**whole, "state": "rejected", "gpk": "acme#DE01#inv#rejected"})
    _run(house, tenant="acme", document=document, write=True)
    assert house.head(document) == whole


def test_a_head_that_is_gone_comes_back(house: House) -> None:
    document = accepted(house)
    whole = house.head(document)
    house.world.store.tables["ledger"].delete((f"acme#{document}", "head"))
    _run(house, write=True)
    assert house.head(document) == whole


def test_of_a_broken_chain_nothing_is_written(house: House) -> None:
    document = _spoilt(house, state="rejected")
    table = house.world.store.tables["ledger"]
    event = table.get((f"acme#{document}", "event#0000000002"))
    assert event is not None
    table.put({**event, "envelope": str(event["envelope"]).replace("DE01", "DE02")})
    before = house.head(document)
    _run(house, tenant="acme", document=document, write=True)
    assert house.head(document) == before
    [case] = house.items("head", "#case_")
    assert json.loads(str(case["body"]))["findings"][0]["message"] == "differs: events"


def test_one_that_moved_meanwhile_is_left_alone(house: House) -> None:
    document = _spoilt(house, version=99)
    _run(house, tenant="acme", document=document, write=True)
    assert house.head(document)["version"] == 99
    assert house.states("case") == {}


def test_a_document_as_it_stood(house: House) -> None:
    begun, clock = house.world.clock(), house.world.clock
    house.world.boundary.before = lambda _: clock.advance(timedelta(milliseconds=1))
    document = accepted(house)
    story = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]["hops"]
    for hop in story:
        path = f"/v1/documents/{document}?at={hop['at']}"
        status, said, _ = house.call("GET", path, claims=ANN)
        last = [one for one in story if one["at"] <= hop["at"]][-1]
        assert (status, said["state"], said["hash"]) == (200, last["state"], last["hash"])
        assert IBAN not in json.dumps(said)
    assert len({hop["at"] for hop in story}) > 2
    before = f"/v1/documents/{document}?at={begun.isoformat()[:10]}T00:00:00Z"
    assert house.call("GET", before, claims=ANN)[0] == 404
    now = house.call("GET", f"/v1/invoices/{document}?at=2030-01-01T00:00:00Z", claims=ANN)
    assert now[1] == house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]
    assert house.call("GET", f"/v1/invoices/{document}?at=noon", claims=ANN)[0] == 400


def test_who_may_not_see_it_may_not_see_its_past(house: House) -> None:
    document = accepted(house)
    path = f"/v1/documents/{document}?at=2030-01-01T00:00:00Z"
    stranger = {"sub": "stranger", "client_id": "stranger"}
    assert house.call("GET", path, claims=stranger)[0] == 403
    assert house.call("GET", path, claims=BOB)[0] == 200

"""The heartbeat comes back, and silence is noticed."""

from datetime import timedelta

from functions.operations.hear_heartbeat import operation
from tests.house import House
from tests.unit.kernel.worlds import envelopes, message, offer
from tests.unit.late import WATCH, noticed, raised, sweep


def _beat(house: House) -> str:
    [beat] = house.states("beat")
    return beat


def test_a_heartbeat_is_heard_and_the_next_one_sent(house: House) -> None:
    sweep(house)
    assert list(house.states("beat").values()) == ["heard"]
    sweep(house)
    assert [one["type"] for one in envelopes(house, _beat(house))] == [
        "HeartbeatSent.v1",
        "HeartbeatHeard.v1",
    ] * 2


def test_an_older_heartbeat_does_not_speak_for_the_one_on_its_way(house: House) -> None:
    sweep(house)
    assert offer(house, WATCH, "{}")
    beat = _beat(house)
    late = message(envelopes(house, beat)[0])
    table = house.world.store.tables["ledger"]
    table.delete((f"acme#{beat}", f"mark#{operation.name}#{beat}@1"))
    assert offer(house, operation.name, late)
    assert house.states("beat") == {beat: "sent"}
    house.settle()
    assert house.states("beat") == {beat: "heard"}
    assert len(envelopes(house, beat)) == 4


def test_events_that_do_not_leave_are_noticed_once_and_cleared(house: House) -> None:
    assert offer(house, WATCH, "{}")
    beat = _beat(house)
    for _ in range(6):
        house.world.clock.advance(timedelta(minutes=5))
        assert offer(house, WATCH, "{}")
    assert raised(house, beat) == ["open"]
    assert house.head(beat)["version"] == 1
    assert noticed(house) == [(beat, "event-not-announced")]
    house.settle()
    sweep(house)
    assert raised(house, beat) == ["resolved"]
    assert noticed(house) == []


def test_each_day_has_its_own_heartbeats(house: House) -> None:
    sweep(house)
    house.world.clock.advance(timedelta(days=1))
    sweep(house)
    assert list(house.states("beat").values()) == ["heard", "heard"]

"""Absence is told once to its owner, whatever happens to the sweep, and closed when it ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.runtime import watching
from functions.runtime.memory import Crossing, Killed
from functions.runtime.ports import Delete, Write
from tests.company import ENTITIES, company
from tests.house import House
from tests.unit.kernel.worlds import change, envelopes, more_callers, offer
from tests.unit.late import WATCH, Stuck, cases, noticed, raised, sweep

NAME = "received-not-validated"
AN_HOUR = timedelta(hours=1)
QUICK: dict[str, Any] = {
    "name": "quick",
    "document": "inv",
    "after": ["received", "waiting"],
    "expect": ["posted"],
    "within": {"seconds": 60},
    "owner": "treasury",
    "category": "R-EXC-05",
    "action": "ask the supplier",
}


@pytest.fixture
def stuck(house: House) -> Stuck:
    """An invoice that is in no hurry to be validated."""
    return Stuck.of(house, "inv", "received")


def _watch_only(house: House, *entries: dict[str, Any], entity: str = "*") -> None:
    change(house, "watchers", {"skew_seconds": 0, "watchers": list(entries)}, entity)


def _later(house: House, by: timedelta = AN_HOUR) -> None:
    house.world.clock.advance(by)
    sweep(house)


def test_a_breach_names_owner_amount_action_and_what_was_expected(
    house: House, stuck: Stuck
) -> None:
    _later(house)
    [(state, case)] = cases(house, stuck.id)
    assert state == "open"
    assert (case["owner"], case["category"]) == ("accounts-payable", "R-EXC-01")
    assert (case["amount_at_risk"], case["currency"]) == ("1190.00", "EUR")
    assert "redrive" in case["remedy"]
    assert case["reason"].startswith(f"{NAME}: received since 2026-03-02T09:00:00.000000Z, ")
    assert "expected by 2026-03-02T09:15:00.000000Z" in case["reason"]
    [opened] = [e for e in house.items("event#", "#case_") if e["type"] == "CaseOpened.v1"]
    assert '"watchers":"shipped:' in str(opened["envelope"])


def test_a_new_watcher_is_one_entry(house: House, stuck: Stuck) -> None:
    _watch_only(house, QUICK)
    _later(house)
    [(_, case)] = cases(house, stuck.id)
    assert (case["owner"], case["remedy"]) == ("treasury", "ask the supplier")
    assert noticed(house) == [(stuck.id, "quick")]


def test_it_is_late_from_the_very_end_of_its_term(house: House) -> None:
    _watch_only(house, QUICK)
    stuck = Stuck.of(house, "inv", "received")
    _later(house, timedelta(seconds=59))
    assert raised(house, stuck.id) == []
    _later(house, timedelta(seconds=1))
    assert raised(house, stuck.id) == ["open"]


def test_the_clock_runs_on_from_one_waiting_state_to_the_next(house: House, stuck: Stuck) -> None:
    _watch_only(house, QUICK)
    house.world.clock.advance(timedelta(seconds=40))
    stuck.moves("waiting")
    _later(house, timedelta(seconds=15))
    assert raised(house, stuck.id) == []
    _later(house, timedelta(seconds=10))
    assert raised(house, stuck.id) == ["open"]


def test_who_waits_again_is_told_again(house: House, stuck: Stuck) -> None:
    _watch_only(house, QUICK)
    _later(house)
    stuck.moves("on_exception")
    _later(house)
    stuck.moves("received")
    _later(house, timedelta(seconds=59))
    assert raised(house, stuck.id) == ["resolved"]
    _later(house, timedelta(seconds=1))
    assert sorted(raised(house, stuck.id)) == ["open", "resolved"]


def test_who_came_back_between_two_sweeps_is_told_of_the_second_waiting(
    house: House, stuck: Stuck
) -> None:
    _watch_only(house, QUICK)
    _later(house)
    stuck.moves("on_exception")
    stuck.moves("received")
    _later(house)
    assert sorted(raised(house, stuck.id)) == ["open", "resolved"]


def test_what_a_person_closed_is_not_raised_again(house: House, stuck: Stuck) -> None:
    _later(house)
    [case] = house.states("case")
    Stuck(house, case, "case").moves("resolved")
    _later(house)
    assert raised(house, stuck.id) == ["resolved"]
    stuck.moves("validated")
    _later(house, timedelta(minutes=1))
    assert raised(house, stuck.id) == ["resolved"]
    assert house.head(case)["version"] == 2
    assert noticed(house) == []


def test_a_case_that_a_person_works_on_is_closed_as_well(house: House, stuck: Stuck) -> None:
    _later(house)
    [case] = house.states("case")
    Stuck(house, case, "case").moves("assigned")
    stuck.moves("rejected")
    _later(house)
    assert raised(house, stuck.id) == ["resolved"]


def test_a_watcher_that_policy_took_back_leaves_nothing_open(house: House, stuck: Stuck) -> None:
    _later(house)
    _watch_only(house)
    sweep(house)
    assert raised(house, stuck.id) == ["resolved"]
    assert noticed(house) == []


def test_an_event_can_end_it_or_begin_it_anew(house: House) -> None:
    reminded = {**QUICK, "since": "Reminded", "expect": ["posted", "Answered"]}
    _watch_only(house, reminded)
    stuck = Stuck.of(house, "inv", "received")
    _later(house)
    assert raised(house, stuck.id) == []
    stuck.moves("received", "Reminded")
    house.world.clock.advance(timedelta(seconds=50))
    stuck.moves("received", "Reminded")
    stuck.moves("received")
    _later(house, timedelta(seconds=59))
    assert raised(house, stuck.id) == []
    _later(house, timedelta(seconds=1))
    assert raised(house, stuck.id) == ["open"]
    stuck.moves("received", "Answered")
    _later(house)
    assert raised(house, stuck.id) == ["resolved"]


def test_nobody_is_asked_about_the_question(house: House, stuck: Stuck) -> None:
    for _ in range(10):
        _later(house, timedelta(days=3))
    [first] = [b for _, b in cases(house) if b["about"] == stuck.id]
    about = [body["about"] for _, body in cases(house)]
    assert len(about) == 2
    assert first["owner"] == "accounts-payable"
    assert sum(one.startswith("case_") for one in about) == 1


def test_an_entity_may_have_watchers_of_its_own(house: House) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], _company("FR01")]})
    _watch_only(house, QUICK, entity="FR01")
    ours, theirs = (Stuck.of(house, "inv", "received", entity=e) for e in ("DE01", "FR01"))
    _later(house, timedelta(minutes=2))
    assert noticed(house) == [(theirs.id, "quick")]
    _later(house)
    assert noticed(house) == sorted([(ours.id, NAME), (theirs.id, "quick")])


def test_a_case_is_watched_by_the_watchers_of_its_entity(house: House) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], _company("FR01")]})
    untouched = {**QUICK, "document": "case", "after": ["open"], "expect": ["*"]}
    _watch_only(house, untouched, entity="FR01")
    found = [Stuck.of(house, "case", "open", entity=e) for e in ("DE01", "FR01", "XX99")]
    _later(house, timedelta(minutes=2))
    assert noticed(house) == [(found[1].id, "quick")]
    _later(house, timedelta(days=5))
    assert len(noticed(house)) == 3


def _company(code: str) -> dict[str, Any]:
    return {"code": code, "name": "Acme", "country": "FR", "identifiers": []}


def test_other_tenants_are_watched_too(house: House) -> None:
    more_callers(house)
    stuck = Stuck.of(house, "file", "open", tenant="beta")
    _later(house)
    [(_, body)] = cases(house, stuck.id)
    assert body["raised_by"] == WATCH
    [item] = house.items("deadline#")
    assert str(item["pk"]).startswith("beta#")


def test_a_long_list_is_swept_in_parts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "PAGE", 3)
    monkeypatch.setattr(watching, "MOST", 5)
    found = [Stuck.of(house, "inv", "received").id for _ in range(20)]
    house.world.clock.advance(AN_HOUR)
    assert offer(house, WATCH, "{}")
    assert 5 <= len(noticed(house)) <= 6
    house.settle()
    assert noticed(house) == [(one, NAME) for one in found]
    assert all(raised(house, one) == ["open"] for one in found)


def test_the_place_of_a_list_that_is_gone_is_the_end(house: House, stuck: Stuck) -> None:
    house.world.clock.advance(AN_HOUR)
    assert offer(house, WATCH, '{"from": ["acme#no#such#list", "quick", ""]}')
    assert noticed(house) == []


def test_an_index_that_lags_raises_nothing_that_is_over(house: House, stuck: Stuck) -> None:
    house.world.store.tables["ledger"].index.lagging = True
    stuck.moves("posted")
    _later(house)
    assert raised(house, stuck.id) == []


def _everywhere(house: House, meanwhile: Callable[[Crossing], None], after: bool) -> int:
    """Sweep with something in one call of it, then in the next, until there is no such call."""
    boundary, place = house.world.boundary, 0
    while True:
        since = len(boundary.calls)
        hit: list[int] = []

        def hook(crossing: Crossing, at: int = since + place, hit: list[int] = hit) -> None:
            if crossing.number == at:
                hit.append(at)
                meanwhile(crossing)

        boundary.after, boundary.before = (hook, _pass) if after else (_pass, hook)
        try:
            offer(house, WATCH, "{}")
        except Killed:
            house.kernels.clear()
        boundary.after = boundary.before = _pass
        house.settle()
        if not hit:
            return place
        place += 1


def _pass(_: Crossing) -> None:
    """Nothing happens."""


@pytest.mark.parametrize("after", [False, True])
def test_a_sweep_may_die_at_any_call(house: House, after: bool) -> None:
    def die(_: Crossing) -> None:
        raise Killed

    found = [Stuck.of(house, "inv", "received") for _ in range(3)]
    house.world.clock.advance(AN_HOUR)
    assert _everywhere(house, die, after) > 10
    assert [raised(house, one.id) for one in found] == [["open"]] * 3
    for one in found:
        one.moves("posted")
    assert _everywhere(house, die, after) > 10
    assert [raised(house, one.id) for one in found] == [["resolved"]] * 3
    assert all(len(envelopes(house, case)) == 2 for case in house.states("case"))


@pytest.mark.parametrize("after", [False, True])
def test_two_sweeps_at_once_tell_it_once(after: bool) -> None:
    for number in range(60):
        house = company()
        stuck = Stuck.of(house, "inv", "received")
        house.world.clock.advance(AN_HOUR)
        _other_sweep_at(house, number, after)
        assert raised(house, stuck.id) == ["open"]
        stuck.moves("posted")
        _other_sweep_at(house, number, after)
        assert raised(house, stuck.id) == ["resolved"]
        [case] = house.states("case")
        assert len(envelopes(house, case)) == 2


def _other_sweep_at(house: House, number: int, after: bool) -> None:
    boundary = house.world.boundary
    at = len(boundary.calls) + number

    def other(crossing: Crossing) -> None:
        if crossing.number == at:
            kernels, house.kernels = house.kernels, {}
            assert offer(house, WATCH, "{}")
            house.kernels = kernels

    boundary.after, boundary.before = (other, _pass) if after else (_pass, other)
    sweep(house)
    boundary.after = boundary.before = _pass


def test_what_moves_in_the_middle_of_a_sweep_is_not_told(house: House, stuck: Stuck) -> None:
    moved: list[int] = []

    def move(crossing: Crossing) -> None:
        raising = crossing.name == "store.write" and any(
            "deadline#" in write.key.sk for write in crossing.args[0]
        )
        if raising and not moved:
            moved.append(crossing.number)
            stuck.moves("posted")

    house.world.clock.advance(AN_HOUR)
    house.world.boundary.before = move
    assert offer(house, WATCH, "{}")
    assert moved
    assert raised(house, stuck.id) == []


def test_a_breach_that_is_known_is_not_written_again(house: House, stuck: Stuck) -> None:
    _later(house)
    since = len(house.world.boundary.calls)
    assert offer(house, WATCH, "{}")
    written = [w for c in house.world.boundary.calls[since:] for w in _written(c)]
    assert {str(one.key.pk).partition("_")[0] for one in written} == {"acme#beat"}


def _written(crossing: Crossing) -> list[Write]:
    return list(crossing.args[0]) if crossing.name == "store.write" else []


def test_the_end_of_one_waiting_does_not_forget_the_next(house: House, stuck: Stuck) -> None:
    _watch_only(house, QUICK)
    _later(house)
    [case] = house.states("case")
    Stuck(house, case, "case").moves("resolved")
    stuck.moves("on_exception")
    met: list[int] = []

    def again(crossing: Crossing) -> None:
        clears = any(isinstance(one, Delete) for one in _written(crossing))
        if clears and not met:
            met.append(crossing.number)
            assert offer(house, WATCH, "{}")
            stuck.moves("received")
            house.world.clock.advance(AN_HOUR)
            assert offer(house, WATCH, "{}")

    house.world.boundary.before = again
    assert offer(house, WATCH, "{}")
    assert met
    assert noticed(house) == [(stuck.id, "quick")]


def test_a_sweep_costs_nothing_for_what_is_in_time(house: House) -> None:
    sweep(house)
    since = len(house.world.boundary.calls)
    assert offer(house, WATCH, "{}")
    idle = len(house.world.boundary.calls) - since
    for _ in range(10):
        Stuck.of(house, "inv", "received")
    since = len(house.world.boundary.calls)
    assert offer(house, WATCH, "{}")
    assert len(house.world.boundary.calls) - since <= idle


def test_a_late_document_whose_head_is_gone_stops_no_sweep(house: House, stuck: Stuck) -> None:
    """That it is gone is for `operations.rebuild` to tell; all others are watched on."""
    _later(house)
    other = Stuck.of(house, "inv", "received")
    house.world.store.tables["ledger"].delete((f"acme#{stuck.id}", "head"))
    _later(house)
    assert raised(house, other.id) == raised(house, stuck.id) == ["open"]

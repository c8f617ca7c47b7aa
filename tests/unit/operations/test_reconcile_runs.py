"""A run's way through a large day: it goes on where it stopped, once, in anybody's presence."""

from datetime import timedelta

import pytest

from functions.runtime.memory import Crossing, Killed
from schemas.base import iso
from schemas.reconciliation import Due
from tests.unit.kernel.worlds import envelopes, message, offer
from tests.unit.reconciled import Books, altered, books

COMPARE = "operations.reconcile_postings"
BOTH = pytest.mark.parametrize("system", ["sap", "netsuite"])


@pytest.fixture
def held(system: str) -> Books:
    """Seven postings, three to a page."""
    held = books(system)
    held.house.sap.service.page_size = held.house.netsuite.page_size = 3
    held.post(*(f"A-{number}" for number in range(7)))
    held.house.world.clock.advance(timedelta(days=1))
    return held


def slow(held: Books, seconds: int) -> None:
    """The ERP takes so long for every answer."""

    def take(crossing: Crossing) -> None:
        if crossing.name == "remote.call":
            held.house.world.clock.advance(timedelta(seconds=seconds))

    held.house.world.boundary.before = take


def task(held: Books, run: str = "2026-03-05T00:00:00.000000Z") -> str:
    company = "1010" if held.sap else "2"
    due = Due(
        tenant="acme",
        entity=held.entity,
        system=held.system,
        company=company,
        day=held.day,
        run=run,
    )
    return due.model_dump_json()


@BOTH
def test_a_long_list_is_read_in_turns(held: Books) -> None:
    held.held().pop()
    slow(held, 100)

    said = held.reconcile()

    assert said["state"] == "drifted"
    found = said["content"]["found"]
    assert (found["ours"]["count"] - found["theirs"]["count"], found["differing"]) == (1, 1)
    [item] = held.house.items("comparison")
    assert int(item["turn"]) > 2


def _first(held: Books) -> str:
    return str(held.held()[0]["SupplierPostingLineItemText" if held.sap else "memo"])


@BOTH
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_call_it_goes_on(system: str, after: bool) -> None:
    """The message comes back, finds how far the run was, and never opens a second case."""
    number = 0
    while _killed_at(system, number, after=after):
        number += 1
    assert number > 12


def _killed_at(system: str, number: int, *, after: bool) -> bool:
    """Whether there was such a call; the run ends as one that nobody killed."""
    held = books(system)
    held.house.sap.service.page_size = held.house.netsuite.page_size = 2
    held.post("A-1", "A-2", "A-3")
    altered(held, _first(held))
    held.house.world.clock.advance(timedelta(days=2))
    boundary, left = held.house.world.boundary, [number]

    def kill(_: Crossing) -> None:
        held.house.world.clock.advance(timedelta(seconds=25))
        left[0] -= 1
        if left[0] == -1:
            raise Killed

    held.house.world.queue.put(COMPARE, task(held))
    boundary.after, boundary.before = (kill, boundary.before) if after else (boundary.after, kill)
    hit = False
    for _ in range(40):
        held.house.world.clock.advance(timedelta(minutes=4))
        try:
            held.house.settle()
        except Killed:
            hit = True
            held.house.kernels.clear()
    boundary.before = boundary.after = lambda _: None
    said = held.read()
    assert (said["state"], said["version"]) == ("drifted", 1)
    assert [one["state"] for one in held.cases()] == ["open"]
    assert not held.house.world.queue.dead[COMPARE]
    return hit


@BOTH
def test_a_run_that_ended_is_not_run_again(held: Books) -> None:
    assert offer(held.house, COMPARE, task(held))
    before = len(held.house.world.boundary.calls)
    assert offer(held.house, COMPARE, task(held))
    assert [one.name for one in held.house.world.boundary.calls[before:]] == ["store.read"]


@BOTH
def test_a_night_without_news_is_noted_and_announces_nothing(held: Books) -> None:
    assert offer(held.house, COMPARE, task(held))
    assert offer(held.house, COMPARE, task(held, "2026-03-06T00:00:00.000000Z"))
    assert held.read()["version"] == 1
    [item] = held.house.items("comparison")
    assert (item["run"], item["state"]) == ("2026-03-06T00:00:00.000000Z", "ended")


@BOTH
def test_a_second_run_waits_until_the_first_has_ended_or_was_given_up(held: Books) -> None:
    slow(held, 130)
    queue = held.house.world.queue
    assert offer(held.house, COMPARE, task(held))
    assert offer(held.house, COMPARE, task(held, "another"))
    [item] = held.house.items("comparison")
    assert (item["run"], item["turn"]) == ("2026-03-05T00:00:00.000000Z", 1)
    assert len(queue.waiting[COMPARE]) == 2

    queue.waiting[COMPARE].clear()
    held.house.world.clock.advance(timedelta(minutes=31))
    assert offer(held.house, COMPARE, task(held, "another"))
    [item] = held.house.items("comparison")
    assert (item["run"], item["turn"]) == ("another", 2)


@BOTH
def test_a_place_that_is_too_old_is_not_gone_on_from(held: Books) -> None:
    slow(held, 130)
    assert offer(held.house, COMPARE, task(held))
    held.house.world.queue.waiting[COMPARE].clear()
    held.house.world.clock.advance(timedelta(hours=13))
    [item] = held.house.items("comparison")
    table = held.house.world.store.tables["ledger"]
    table.put({**item, "place": "what nobody can read any more"})
    held.house.world.boundary.before = lambda _: None
    assert offer(held.house, COMPARE, task(held))
    assert held.read()["state"] == "agreed"


@BOTH
def test_no_outage_runs_over_into_the_dead_letters(held: Books) -> None:
    """What was asked for waits for the ERP; what a night has to do is left to the next one."""
    system = held.house.sap if held.sap else held.house.netsuite
    system.down_until = held.house.world.clock() + timedelta(hours=30)
    queue = held.house.world.queue
    queue.put(COMPARE, task(held, iso(held.house.world.clock())))
    assert held.reconcile()["state"] == "asked"
    for _ in range(160):
        held.house.world.clock.advance(timedelta(minutes=10))
        held.house.settle()
    assert len(queue.waiting[COMPARE]) == 1
    for _ in range(30):
        held.house.world.clock.advance(timedelta(minutes=10))
        held.house.settle()
    assert held.read()["state"] == "agreed"
    assert not queue.waiting[COMPARE]
    assert not queue.dead[COMPARE]


@BOTH
def test_of_two_runs_at_once_the_one_that_ended_first_stands(held: Books) -> None:
    boundary, later = held.house.world.boundary, "2026-03-06T00:00:00.000000Z"

    def meanwhile(crossing: Crossing) -> None:
        if crossing.name == "remote.call":
            boundary.before = lambda _: None
            assert offer(held.house, COMPARE, task(held, later))

    boundary.before = meanwhile
    assert offer(held.house, COMPARE, task(held))
    [item] = held.house.items("comparison")
    assert (item["run"], item["turn"], held.read()["version"]) == (later, 1, 1)


@BOTH
def test_what_was_asked_and_answered_is_not_compared_again(held: Books) -> None:
    held.reconcile("first")
    told = message(envelopes(held.house, held.document())[0])
    held.house.world.clock.advance(timedelta(minutes=1))
    again = task(held, f"{held.document()}@1")
    for body in (told, again):
        before = len(held.house.world.boundary.calls)
        assert offer(held.house, COMPARE, body)
        names = {one.name for one in held.house.world.boundary.calls[before:]}
        assert names == {"store.read"}

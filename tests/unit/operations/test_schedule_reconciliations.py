"""Each night every settled day is compared, and those that differed until they agree."""

import json
from datetime import date, timedelta

from functions.runtime import booked
from schemas.base import iso
from tests.company import policy
from tests.unit.kernel.worlds import offer
from tests.unit.reconciled import Books, altered, books, order

SCHEDULE, COMPARE = "operations.schedule_reconciliations", "operations.reconcile_postings"


def night(held: Books) -> list[dict[str, str]]:
    """What the schedule puts on the comparing operation's queue."""
    message = json.dumps({"time": iso(held.house.world.clock())})
    assert offer(held.house, SCHEDULE, message)
    return [json.loads(one.body) for one in held.house.world.queue.waiting[COMPARE]]


def test_every_settled_day_of_every_entity_at_its_own_system() -> None:
    held = books("sap")
    tasks = night(held)
    today = held.house.world.clock().date()
    for entity, system, company in (("DE01", "sap", "1010"), ("US01", "netsuite", "2")):
        mine = [one for one in tasks if one["entity"] == entity]
        assert {(one["system"], one["company"]) for one in mine} == {(system, company)}
        days = {date.fromisoformat(one["day"]) for one in mine}
        assert days == {today - timedelta(days=age) for age in range(2, 36)}
    assert {one["run"] for one in tasks} == {iso(held.house.world.clock())}


def test_policy_says_how_far_back_and_whether_at_all() -> None:
    held = books("sap")
    policy(held.house, "reconciliation", {"settle_days": 1, "look_back_days": 3}, entity="DE01")
    policy(held.house, "reconciliation", {"nightly": False}, entity="US01")
    tasks = night(held)
    assert {one["entity"] for one in tasks} == {"DE01"}
    assert len(tasks) == 3


def test_a_day_that_differs_is_compared_until_it_agrees_however_old() -> None:
    held = books("netsuite")
    before = held.post("A-1")[0]
    whole = [dict(one) for one in held.held()]
    altered(held, before)
    assert held.reconcile()["state"] == "drifted"
    held.house.world.clock.advance(timedelta(days=300))
    assert held.day.isoformat() in {one["day"] for one in night(held)}

    held.held()[:] = whole
    held.house.settle()
    held.house.world.clock.advance(timedelta(days=1))

    assert held.read()["state"] == "agreed"
    assert held.day.isoformat() not in {one["day"] for one in night(held)}
    assert [one["state"] for one in held.cases()] == ["resolved"]


def test_the_night_ends_with_a_result_for_each_day() -> None:
    held = books("sap")
    held.post("A-1")
    held.house.world.clock.advance(timedelta(days=3))
    night(held)
    held.house.settle()
    assert (held.read()["state"], held.read()["content"]["found"]["ours"]["count"]) == ("agreed", 1)
    assert len(held.house.states("rec")) == 2 * 34


def test_a_posting_counts_once_however_often_it_was_tried() -> None:
    held = books("sap")
    order(held, "server_error", "post")
    held.post("A-1")
    held.house.run(40)
    held.post("A-2", "A-3")
    assert len(held.house.items("effect#post#")) == 4
    for size in (1, 2, 50):
        booked.PAGE, usual = size, booked.PAGE
        try:
            found = held.reconcile(f"r{size}")["content"]["found"]
        finally:
            booked.PAGE = usual
        assert (found["ours"]["count"], found["theirs"]["count"]) == (3, 3)

"""A workflow and its document: the document decides, whichever of the two is quicker."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.runtime.errors import Denied, Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing, Killed
from tests.house import House
from tests.unit.reviews import DOCUMENT, REFUSED, Desk

START, AWAIT, END = "payables.start_review", "payables.await_review", "payables.end_review"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def later(desk: Desk, seconds: int) -> None:
    desk.house.world.clock.advance(timedelta(seconds=seconds))
    desk.house.settle()


def waiting(desk: Desk) -> Desk:
    desk.hold()
    desk.house.settle()
    assert desk.execution().state == "Wait"
    return desk


def during(desk: Desk, name: str, act: Callable[[], None]) -> None:
    """Do it once, before the first crossing of that name."""
    boundary = desk.house.world.boundary

    def before(crossing: Crossing) -> None:
        if crossing.name == name:
            boundary.before = lambda _: None
            act()

    boundary.before = before


def test_a_document_in_review_is_waited_for_under_its_version(desk: Desk) -> None:
    one = waiting(desk).execution()
    assert one.name == f"{DOCUMENT}-1"
    assert one.said == {
        "tenant": "acme",
        "document": DOCUMENT,
        "version": 1,
        "execution": one.name,
        "remind_after_seconds": 60,
        "escalate_after_seconds": 120,
        "expire_after_seconds": 240,
    }
    (held,) = desk.tokens()
    assert (held["pk"], held["sk"]) == (f"acme#{DOCUMENT}", "token#review")


def test_what_a_person_decides_ends_the_wait(desk: Desk) -> None:
    waiting(desk).move(REFUSED, "rejected")
    desk.house.settle()
    assert (desk.execution().status, desk.execution().path) == ("SUCCEEDED", ["Wait", "Settled"])
    assert desk.reminded == []


def test_nobody_decides(desk: Desk) -> None:
    waiting(desk)
    later(desk, 59)
    assert desk.reminded == []
    later(desk, 1)
    assert desk.reminded == ["reminder"]
    later(desk, 119)
    assert desk.reminded == ["reminder"]
    later(desk, 1)
    assert desk.reminded == ["reminder", "escalation"]
    assert desk.state() == "in_review"
    later(desk, 240)
    assert desk.reminded == ["reminder", "escalation", "expiry"]
    assert (desk.state(), desk.execution().status) == ("rejected", "SUCCEEDED")


def test_a_decision_after_a_reminder_finds_the_later_token(desk: Desk) -> None:
    waiting(desk)
    first = desk.tokens()
    later(desk, 60)
    (second,) = desk.tokens()
    assert second["sealed"] != first[0]["sealed"]
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    assert desk.execution().path[-2:] == ["WaitAfterReminder", "Settled"]


def test_a_decision_before_the_token_is_stored_completes_it_at_once(desk: Desk) -> None:
    """Both the commit and its event are over before the transaction that stores the token."""
    desk.hold()
    desk.house.relay()
    for message in desk.house.world.queue.receive(START):
        desk.house.deliver(desk.house.operation(START), message)

    def decide() -> None:
        desk.move(REFUSED, "rejected")
        desk.house.settle()

    during(desk, "vault.keys", decide)
    desk.house.settle()
    assert desk.tokens() == []
    assert desk.execution().path == ["Wait", "Settled"]


def test_a_decision_before_the_wait_is_entered(desk: Desk) -> None:
    desk.hold()
    during(desk, "workflows.start", lambda: desk.move(REFUSED, "rejected"))
    desk.house.settle()
    assert desk.tokens() == []
    assert desk.execution().path == ["Wait", "Settled"]


def test_a_decision_before_the_review_starts_starts_none(desk: Desk) -> None:
    desk.hold()
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    assert desk.house.world.workflows.executions == {}


def test_a_token_that_timed_out_is_success(desk: Desk) -> None:
    """The decision falls between the end of the wait and what would store the next token."""
    waiting(desk)
    desk.house.world.clock.advance(timedelta(seconds=60))
    desk.move(REFUSED, "rejected")
    desk.house.relay()
    for message in desk.house.world.queue.receive(END):
        assert desk.house.deliver(desk.house.operation(END), message)
    assert desk.execution().state == "Wait"
    desk.house.settle()
    assert desk.execution().path == ["Wait", "Remind", "WaitAfterReminder", "Settled"]
    assert desk.house.world.queue.dead[END] == []


def test_everything_may_be_told_again(desk: Desk) -> None:
    waiting(desk)
    desk.redeliver(START, 1)
    assert desk.execution().path == ["Wait"]
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    before = dict(desk.house.world.store.tables["ledger"].items)
    desk.redeliver(END, 2)
    desk.redeliver(START, 1)
    assert desk.execution().path == ["Wait", "Settled"]
    assert desk.house.world.store.tables["ledger"].items == before


def test_a_later_round_has_a_wait_of_its_own(desk: Desk) -> None:
    """The end of the first round, told again, does not end the second."""
    waiting(desk).move(REFUSED, "rejected")
    desk.house.settle()
    (first,) = desk.tokens()
    desk.hold(again=True)
    desk.house.settle()
    (second,) = desk.tokens()
    assert second["sealed"] != first["sealed"]
    desk.redeliver(END, 2)
    one, two = desk.house.world.workflows.executions.values()
    assert (one.status, two.status) == ("SUCCEEDED", "RUNNING")
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    assert two.status == "SUCCEEDED"


def test_a_wait_that_was_delayed_takes_no_later_token_away(desk: Desk) -> None:
    waiting(desk)
    later(desk, 60)
    before = desk.tokens()
    stale = {
        "tenant": "acme",
        "execution": desk.execution().name,
        "state": "Wait",
        "version": 1,
        "since": "2026-03-02T09:00:00.000000Z",
        "token": "token 1",
        "asked": {"id": DOCUMENT},
    }
    assert desk.house.step(AWAIT, stale) == {"nothing": "a later wait holds it"}
    assert desk.tokens() == before


@pytest.mark.parametrize("lost", [UnknownOutcome("lost"), Killed()])
def test_a_wait_whose_answer_is_lost_is_entered_again(desk: Desk, lost: BaseException) -> None:
    def fail(crossing: Crossing) -> None:
        if crossing.name == "store.write" and "token#" in str(crossing.args):
            desk.house.world.boundary.after = lambda _: None
            raise lost

    desk.house.world.boundary.after = fail
    desk.hold()
    desk.house.settle()
    later(desk, 2)
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    assert desk.execution().path == ["Wait", "Settled"]


def test_a_step_that_fails_for_good_fails_the_execution_and_leaves_the_document(
    desk: Desk,
) -> None:
    def denied(function: str, payload: dict[str, Any]) -> None:
        raise Denied("never")

    waiting(desk).house.world.workflows.invoke = denied
    later(desk, 60)
    assert (desk.execution().status, desk.execution().failed) == ("FAILED", "Denied")
    assert desk.state() == "in_review"


def test_a_step_that_fails_for_now_is_tried_again_for_a_day(desk: Desk) -> None:
    tries: list[str] = []

    def unavailable(function: str, payload: dict[str, Any]) -> None:
        tries.append(function)
        raise Unavailable("not now")

    waiting(desk).house.world.workflows.invoke = unavailable
    later(desk, 60)
    start = desk.house.world.clock()
    while desk.execution().status == "RUNNING":
        later(desk, 300)
    assert tries == ["payables.remind_reviewer"] * 301
    assert desk.house.world.clock() - start > timedelta(days=1)
    assert (desk.execution().status, desk.state()) == ("FAILED", "in_review")


def test_a_token_is_never_seen(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    token = waiting(desk).execution().token
    assert token
    desk.move(REFUSED, "rejected")
    desk.house.settle()
    world = desk.house.world
    items = [list(table.items.values()) for table in world.store.tables.values()]
    told = [str(items), json.dumps(world.bus.published), str(world.queue.waiting), caplog.text]
    assert not [text for text in told if token in text or "token 1" in text]


def test_a_forged_end_is_denied(desk: Desk) -> None:
    """Who could put an event on the bus could still not end a wait."""
    waiting(desk)
    (item,) = desk.house.items("event#0000000001", DOCUMENT)
    envelope = json.loads(str(item["envelope"]))
    forged = envelope | {"type": "InvoiceRejected.v1", "data": REFUSED.model_dump(mode="json")}
    told = {"source": "tieout.payables", "detail-type": forged["type"], "detail": forged}
    desk.house.world.queue.put(END, json.dumps(told))
    desk.house.settle()
    assert desk.execution().status == "RUNNING"

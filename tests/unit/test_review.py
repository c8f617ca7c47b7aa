"""The story of a scan in review, in virtual time: the state machine that is deployed runs it."""

from datetime import timedelta

import pytest

from functions.runtime.memory.workflows import Execution
from tests.company import ANN, company, submit
from tests.house import House
from tests.unit.kernel.worlds import change, envelopes
from tests.unit.operations.captures import cases, held, review, scan, send

DAY = timedelta(days=1)
WHOLE = ["Wait", "Remind", "WaitAfterReminder", "Escalate", "WaitAfterEscalation", "Expire"]


@pytest.fixture
def house() -> House:
    return company()


def waiting(house: House) -> str:
    document = held(house)
    house.settle()
    return document


def execution(house: House) -> Execution:
    (one,) = house.world.workflows.executions.values()
    return one


def after(house: House, time: timedelta) -> None:
    house.world.clock.advance(time)
    house.settle()


def types(house: House, document: str) -> list[str]:
    return [str(one["type"]).partition(".")[0] for one in envelopes(house, document)]


def test_a_correction_ends_the_wait_and_the_invoice_is_posted(house: House) -> None:
    document = waiting(house)
    after(house, DAY / 2)
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    house.settle()
    assert house.states() == {document: "posted"}
    assert len(house.sap.books.invoices) == 1
    assert (execution(house).status, execution(house).path) == ("SUCCEEDED", ["Wait", "Settled"])
    assert cases(house) == {}


def test_a_refusal_ends_the_wait(house: House) -> None:
    document = waiting(house)
    assert review(house, document, decision="refuse", reason="not ours")[0] == 200
    house.settle()
    assert house.head(document)["state"] == "rejected"
    assert execution(house).path == ["Wait", "Settled"]


def test_nobody_reviews_it(house: House) -> None:
    """The policy's defaults: a day, two more, and twenty-seven; no hour earlier."""
    document = waiting(house)
    hour = timedelta(hours=1)
    for time, told, owner in (
        (DAY, "ReviewReminded", "accounts-payable"),
        (2 * DAY, "ReviewReminded", "finance-operations"),
        (27 * DAY, "InvoiceRejected", ""),
    ):
        before = types(house, document)
        after(house, time - hour)
        assert types(house, document) == before
        after(house, hour)
        assert types(house, document) == [*before, told]
        assert set(cases(house).values()) == ({owner} if owner else set())
    assert execution(house).path == [*WHOLE, "Settled"]
    assert execution(house).status == "SUCCEEDED"
    assert not any(house.world.queue.dead.values())


def test_a_person_who_is_late_is_as_welcome(house: House) -> None:
    document = waiting(house)
    after(house, DAY)
    after(house, 2 * DAY)
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    house.settle()
    assert house.states() == {document: "posted"}
    assert execution(house).path == [*WHOLE[:5], "Settled"]


def test_a_person_who_is_too_late_is_told_so(house: House) -> None:
    document = waiting(house)
    for time in (DAY, 2 * DAY, 27 * DAY):
        after(house, time)
    status, said = review(house, document, {"totals.gross": "238.00"})
    assert (status, said["detail"]) == (409, "it is not in review: it is rejected")


def test_a_person_at_the_moment_of_the_reminder(house: House) -> None:
    """The wait is over and the review too: the reminder has nothing to say, the machine ends."""
    document = waiting(house)
    house.world.clock.advance(DAY)
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    house.settle()
    assert "ReviewReminded" not in types(house, document)
    assert execution(house).path == ["Wait", "Remind", "WaitAfterReminder", "Settled"]


def test_the_times_are_those_of_the_policy(house: House) -> None:
    hurry = {"remind_after_seconds": 60, "escalate_after_seconds": 60, "expire_after_seconds": 60}
    change(house, "capture", hurry)
    document = waiting(house)
    house.run(3)
    assert execution(house).path == [*WHOLE, "Settled"]
    assert house.head(document)["state"] == "rejected"


def test_a_scan_that_was_read_surely_starts_no_workflow(house: House) -> None:
    assert send(house, scan())[1]["state"] == "received"
    house.settle()
    assert house.world.workflows.executions == {}


def test_an_invoice_that_was_never_a_scan_is_rejected_without_one(house: House) -> None:
    document = submit(house, totals={"gross": "1.00", "payable": "1.00"})[1]["id"]
    house.settle()
    path, reason = f"/v1/invoices/{document}/rejection", {"reason": "wrong"}
    assert house.call("POST", path, reason, claims=ANN, key="r")[0] == 200
    house.settle()
    assert house.world.workflows.executions == {}
    assert house.world.queue.waiting["payables.end_review"] == []

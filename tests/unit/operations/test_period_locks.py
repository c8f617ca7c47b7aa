"""Nothing is posted into a closed period: at the decision, and again before every attempt."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from functions.payables.posting_day import PostingDay, posting_day
from functions.runtime.periods import is_posting, policies_of
from local.simulators.sap.faults import Fault
from schemas.finding import Finding
from schemas.policies.calendar import Calendar
from tests.company import ANN, CALLERS
from tests.house import OPERATIONS, House
from tests.unit.kernel.worlds import accepted, change, envelopes, message, offer

POST = "payables.post_invoice"
MARCH = {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}
APRIL = {"name": "2026-04", "start": "2026-04-01", "end": "2026-04-30"}
ANN_IN_POLICY, *OTHERS = CALLERS["people"]
CLERK = {**CALLERS, "people": [{**ANN_IN_POLICY, "roles": ["exception-clerk"]}, *OTHERS]}
HARD = {**MARCH, "hard_close": "2026-03-02"}
SOFT = {**MARCH, "soft_close": "2026-03-02"}


def close(house: House, *periods: dict[str, str], **said: Any) -> None:
    change(house, "calendar", {"periods": list(periods), **said}, entity="DE01")


def period_case(house: House) -> dict[str, Any]:
    bodies = [json.loads(str(house.head(case)["body"])) for case in house.states("case")]
    [case] = [one for one in bodies if one["category"] == "R-EXC-13"]
    return dict(case)


def sent(house: House) -> list[str]:
    """Posting dates of everything that SAP holds."""
    return [str(one["PostingDate"]) for one in house.sap.books.invoices]


@pytest.mark.parametrize("periods", [(HARD,), (SOFT,), ({**SOFT, **HARD},)])
def test_nothing_is_posted_into_a_closed_period(
    house: House, periods: tuple[dict[str, str], ...]
) -> None:
    close(house, *periods)
    document = accepted(house)
    assert house.head(document)["state"] == "on_exception"
    case = period_case(house)
    assert [finding["code"] for finding in case["findings"]] == ["TIE-PERIOD"]
    assert case["amount_at_risk"] == "238.00"
    assert (sent(house), house.items("effect#")) == ([], [])


def test_after_a_soft_close_policy_may_post_to_the_first_open_day(house: House) -> None:
    april = {**APRIL, "soft_close": "2026-03-01"}
    close(house, SOFT, april, late_items="first_open_day")
    document = accepted(house)
    assert house.head(document)["state"] == "posted"
    posting = envelopes(house, document)[2]
    assert (posting["data"]["posting_date"], posting["data"]["late_for"]) == (
        "2026-05-01",
        "2026-03",
    )
    assert "calendar" in posting["policies"]
    [effect] = [one for one in house.items("effect#post") if one["sk"] == "effect#post"]
    assert json.loads(str(effect["request"]))["posting_date"] == "2026-05-01"
    assert len(sent(house)) == 1


def test_after_a_hard_close_no_policy_moves_it(house: House) -> None:
    close(house, HARD, late_items="first_open_day")
    accepted(house)
    assert period_case(house)["reason"].startswith("2026-03 is closed for good")


def test_an_open_period_and_another_entitys_lock_stop_nothing(house: House) -> None:
    close(house, {**MARCH, "hard_close": "2026-03-03"})
    change(house, "calendar", {"periods": [HARD]}, entity="US01")
    assert house.head(accepted(house))["state"] == "posted"


def test_a_retry_after_the_close_is_not_sent(house: House) -> None:
    house.sap.order(Fault("down"))
    document = accepted(house)
    assert house.head(document)["state"] == "posting"
    close(house, HARD)
    house.run(30)
    assert house.head(document)["state"] == "on_exception"
    assert period_case(house)["reason"] == "sap: 2026-03-02 lies in 2026-03, which is closed"
    assert sent(house) == []
    attempts = sorted(house.items("effect#post#"), key=lambda one: str(one["sk"]))
    assert [one["outcome"] for one in attempts] == ["not sent", "refused"]


def test_what_went_out_before_the_close_is_found_and_stays_posted(house: House) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    close(house, HARD)
    house.run(30)
    assert house.head(document)["state"] == "posted"
    assert len(sent(house)) == 1


def test_a_redelivery_after_the_close_decides_by_the_calendar_of_now(house: House) -> None:
    document = accepted(house)
    told = envelopes(house, document)[1]
    head = {**house.head(document), "state": "validated"}
    ledger = house.world.store.tables["ledger"]
    ledger.put(head)
    ledger.delete((f"acme#{document}", f"mark#{POST}#{told['id']}"))
    ledger.delete((f"acme#{document}", "effect#post"))
    house.sap.books.invoices.clear()
    close(house, HARD)
    assert offer(house, POST, message(told))
    assert house.head(document)["state"] == "on_exception"
    assert sent(house) == []


def test_once_the_period_is_open_again_a_retry_posts_it(house: House) -> None:
    close(house, HARD)
    document = accepted(house)
    close(house, MARCH)
    change(house, "callers", CLERK)
    [case] = house.states("case")
    path = f"/v1/cases/{case}/retry"
    said = house.call("POST", path, {"reason": "reopened", "version": 1}, claims=ANN, key="again")
    assert said[0] == 200, said
    house.settle()
    assert house.head(document)["state"] == "posted"
    assert len(sent(house)) == 1


BOOKS_NOTHING: dict[str, str] = {}
"""Effects by operation that are booked in no period, each with the reason why."""


def test_whoever_posts_is_looked_at_before_each_attempt() -> None:
    """By its request's `posting_date` the effect ledger knows it (test_effects_periods)."""
    effects = {operation.name: operation.effect for operation in OPERATIONS if operation.effect}
    assert POST in effects
    unlocked = {name for name, effect in effects.items() if not is_posting(effect)}
    assert unlocked == BOOKS_NOTHING.keys()
    for effect in effects.values():
        if is_posting(effect):
            assert effect.request.model_fields["posting_date"].annotation is date
            assert Calendar in policies_of(effect)


@pytest.mark.parametrize(
    ("day", "late_items", "expected"),
    [
        ("2026-03-01", "refuse", PostingDay(date(2026, 3, 1))),
        ("2026-03-20", "refuse", "2026-03 is closed: nothing is posted on 2026-03-20"),
        ("2026-03-20", "first_open_day", PostingDay(date(2026, 4, 1), "2026-03")),
        ("2026-03-28", "first_open_day", "2026-03 is closed for good"),
        ("2026-07-01", "refuse", PostingDay(date(2026, 7, 1))),
    ],
)
def test_the_day_that_something_is_posted_on(
    day: str, late_items: str, expected: PostingDay | str
) -> None:
    march = {**MARCH, "soft_close": "2026-03-20", "hard_close": "2026-03-28"}
    calendar = Calendar.model_validate({"periods": [march, APRIL], "late_items": late_items})
    said = posting_day(calendar, date.fromisoformat(day))
    if isinstance(expected, str):
        assert isinstance(said, Finding)
        assert said.message.startswith(expected)
    else:
        assert said == expected


@pytest.mark.parametrize(
    "periods",
    [
        [{**MARCH, "end": "2026-02-28"}],
        [{**MARCH, "soft_close": "2026-04-03", "hard_close": "2026-04-02"}],
        [MARCH, {**APRIL, "start": "2026-03-31"}],
    ],
)
def test_a_calendar_that_cannot_be_meant_is_refused(periods: list[dict[str, str]]) -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate({"periods": periods})


def test_the_day_is_that_of_the_calendars_time_zone() -> None:
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    days = [Calendar(time_zone=zone).today(late) for zone in ("UTC", "Europe/Berlin")]
    assert days == [date(2026, 3, 31), date(2026, 4, 1)]
    with pytest.raises(ValidationError):
        Calendar(time_zone="Europe/Nowhere")

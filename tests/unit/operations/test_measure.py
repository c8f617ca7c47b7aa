"""What finance watches is measured from the lists, in time for its alarms."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest

from functions.runtime.aws.meter import VALUES_MAX, AwsMeter
from functions.runtime.measures import Measure
from local.simulators.sap.faults import Fault
from schemas.policies.calendar import Calendar
from schemas.policies.service_levels import LEVELS, ServiceLevels
from tests.company import POSTING, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, offer

MEASURE = "operations.measure"
UNKNOWN = {"name": "Unknown", "tax_ids": [{"scheme": "VAT", "value": "FR40303265045"}]}


def measured(house: House) -> list[Measure]:
    """What one run measures."""
    house.world.meter.taken.clear()
    assert offer(house, MEASURE, json.dumps({"time": "2026-03-02T09:00:00Z"}))
    return list(house.world.meter.taken)


def value(taken: list[Measure], name: str, **of: str) -> int:
    [found] = [one for one in taken if one.name == name and of.items() <= dict(one.of).items()]
    [only] = found.values
    return only


def breached(taken: list[Measure]) -> set[str]:
    return {one.of["level"] for one in taken if one.name == "Breaches" and one.values == (1,)}


def unmapped(house: House) -> None:
    change(house, "posting", {**POSTING, "tax_codes": {}}, entity="DE01")


def test_cases_are_counted_by_owner_and_the_money_by_currency(house: House) -> None:
    unmapped(house)
    accepted(house, number="1")
    accepted(house, number="2")
    taken = measured(house)
    assert value(taken, "CasesOpen", owner="accounts-payable") == 2
    assert value(taken, "CasesOpen", owner="tax") == 0
    assert value(taken, "AmountAtRisk", currency="EUR") == 2 * 238
    assert value(taken, "Backlog", list="case-untouched") == 2
    assert breached(taken) == set()


def test_what_waits_is_counted_by_its_prerequisite_and_age(house: House) -> None:
    submit(house, supplier=UNKNOWN)
    house.settle()
    house.world.clock.advance(timedelta(hours=3))
    taken = measured(house)
    assert value(taken, "WaitingFor", prerequisite="supplier") == 1
    assert value(taken, "BacklogOldest", list="waiting-too-long") == 3 * 3600
    assert value(taken, "Backlog", list="received-not-validated") == 0


def test_an_outage_is_measured_by_the_system_that_is_down(house: House) -> None:
    house.sap.order(Fault("down", count=100, seconds=7200))
    for number in range(7):
        accepted(house, number=str(number))
    house.run(2)
    taken = measured(house)
    assert value(taken, "CircuitsOpen", system="sap") == 1
    assert value(taken, "WaitingFor", prerequisite="sap") > 0
    assert "circuits_open" in breached(taken)


@pytest.mark.parametrize(
    ("level", "act"),
    [
        ("cases_open", unmapped),
        ("case_oldest_seconds", unmapped),
        ("amount_at_risk", unmapped),
        ("waiting", lambda _: None),
    ],
)
def test_above_its_level_a_figure_is_a_breach(
    house: House, level: str, act: Callable[[House], None]
) -> None:
    act(house)
    change(house, "service_levels", {level: 0})
    assert breached(measured(house)) == set()
    accepted(house, **({"supplier": UNKNOWN} if level == "waiting" else {}))
    house.world.clock.advance(timedelta(seconds=1))
    assert breached(measured(house)) == {level}


def test_near_a_close_less_is_borne(house: House) -> None:
    unmapped(house)
    change(house, "service_levels", {"cases_open": 2, "close_days": 3})
    march = {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}
    accepted(house, number="1")
    accepted(house, number="2")
    for closes, breaches in (("2026-03-06", set()), ("2026-03-05", {"cases_open"})):
        change(house, "calendar", {"periods": [{**march, "soft_close": closes}]}, entity="DE01")
        assert breached(measured(house)) == breaches, closes


@pytest.mark.parametrize(
    ("day", "near"),
    [("2026-03-26", False), ("2026-03-27", True), ("2026-04-08", True), ("2026-04-09", False)],
)
def test_a_close_is_near_until_the_last_lock(day: str, near: bool) -> None:
    march = {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}
    closes = {"soft_close": "2026-04-01", "hard_close": "2026-04-08"}
    calendar = Calendar.model_validate({"periods": [march | closes]})
    today = date.fromisoformat(day)
    assert ServiceLevels().near_close([(Calendar(), today), (calendar, today)]) is near
    assert ServiceLevels().borne("waiting", near_close=near) == (25 if near else 50)


def test_every_level_is_measured_and_has_a_limit(house: House) -> None:
    taken = measured(house)
    assert {one.of["level"] for one in taken if one.name == "Breaches"} == set(LEVELS)
    assert all(ServiceLevels().borne(level, near_close=False) >= 0 for level in LEVELS)


def test_posting_time_is_measured_where_the_event_is_announced(house: House) -> None:
    submit(house)
    house.relay()
    house.world.clock.advance(timedelta(minutes=7))
    house.settle()
    [taken] = [one for one in house.world.meter.taken if one.name == "InvoiceToPosting"]
    assert taken == Measure(
        "InvoiceToPosting", "Seconds", (420,), {"tenant": "acme", "entity": "DE01"}
    )


def test_a_measure_is_a_line_that_cloudwatch_reads(house: House) -> None:
    out = StringIO()
    meter = AwsMeter("prod", house.world.clock, out)
    meter.take([Measure("Latency", "Seconds", tuple(range(VALUES_MAX + 1)), {"entity": "DE01"})])
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first["Latency"] == list(range(VALUES_MAX))
    assert second["Latency"] == [VALUES_MAX]
    [directive] = second["_aws"]["CloudWatchMetrics"]
    assert directive["Dimensions"] == [["entity", "stage"]]
    assert directive["Metrics"] == [{"Name": "Latency", "Unit": "Seconds"}]
    assert (second["stage"], second["entity"]) == ("prod", "DE01")
    assert second["_aws"]["Timestamp"] == int(house.world.clock().timestamp() * 1000)

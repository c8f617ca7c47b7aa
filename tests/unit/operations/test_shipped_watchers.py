"""Every watcher that is shipped fires once and only once in virtual time, and clears."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.policies.calendar import Calendar
from schemas.policies.shipped_watchers import SHIPPED
from schemas.policies.watchers import ANYTHING, Watcher, Watchers
from schemas.working_time import WorkingTime
from tests.company import ENTITIES, policy
from tests.house import House
from tests.unit.late import Stuck, noticed, raised, sweep

SKEW = timedelta(seconds=Watchers().skew_seconds)
SECOND = timedelta(seconds=1)
BERLIN = {"time_zone": "Europe/Berlin", "working": {"cut_off": "15:00", "holidays": ["2026-03-03"]}}
DAYS = {
    "a Monday before a holiday": datetime(2026, 3, 2, 9, tzinfo=UTC),
    "the clocks go forward": datetime(2026, 3, 28, 23, 50, tzinfo=UTC),
    "the clocks go back": datetime(2026, 10, 24, 23, 50, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 28, 16, 0, tzinfo=UTC),
    "the year ends": datetime(2026, 12, 31, 15, 59, tzinfo=UTC),
}
EACH = pytest.mark.parametrize("watcher", SHIPPED, ids=lambda one: one.name)


def _house(start: datetime) -> House:
    house = House()
    policy(house, "entities", ENTITIES)
    policy(house, "calendar", BERLIN)
    house.world.clock.now = start
    return house


def _stuck(house: House, watcher: Watcher) -> Stuck:
    """A document that came another day and has begun to wait just now."""
    now, since = house.world.clock.now, watcher.since or "Told"
    house.world.clock.now = now - timedelta(days=3)
    stuck = Stuck.of(house, watcher.document, "elsewhere")
    house.world.clock.now = now
    stuck.moves(watcher.after[0], since)
    return stuck


def _ends(house: House, watcher: Watcher) -> datetime:
    calendar = Calendar.model_validate(BERLIN)
    assert isinstance(calendar.working, WorkingTime)
    return watcher.within.ends(house.world.clock(), calendar)


def _end(stuck: Stuck, watcher: Watcher) -> None:
    """What was expected comes."""
    wanted = watcher.expect[-1]
    if wanted == ANYTHING or wanted[0].isupper():
        stuck.moves(watcher.after[0], "Touched" if wanted == ANYTHING else wanted)
    else:
        stuck.moves(wanted)


@EACH
@pytest.mark.parametrize("start", DAYS.values(), ids=DAYS)
def test_it_fires_once_when_the_term_is_over_and_clears(watcher: Watcher, start: datetime) -> None:
    house = _house(start)
    stuck, ends = _stuck(house, watcher), _ends(house, watcher)
    house.world.clock.now = ends + SKEW - SECOND
    sweep(house)
    assert raised(house, stuck.id) == []
    house.world.clock.now = ends + SKEW
    sweep(house)
    assert raised(house, stuck.id) == ["open"]
    assert (stuck.id, watcher.name) in noticed(house)
    for later in (timedelta(), SECOND, -2 * SKEW, timedelta(days=1)):
        house.world.clock.now = ends + SKEW + later
        sweep(house)
        assert raised(house, stuck.id) == ["open"]
    _end(stuck, watcher)
    sweep(house)
    sweep(house)
    assert raised(house, stuck.id) == ["resolved"]
    assert not [one for one in noticed(house) if one[0] == stuck.id]


@EACH
@pytest.mark.parametrize("skew", [-SKEW, timedelta(), SKEW])
def test_no_wrong_clock_makes_it_fire_before_its_term(watcher: Watcher, skew: timedelta) -> None:
    house = _house(DAYS["a Monday before a holiday"])
    stuck, ends = _stuck(house, watcher), _ends(house, watcher)
    house.world.clock.now = ends - SECOND + skew
    sweep(house)
    assert raised(house, stuck.id) == []


@EACH
def test_what_comes_in_time_is_never_told(watcher: Watcher) -> None:
    house = _house(DAYS["a Monday before a holiday"])
    stuck, ends = _stuck(house, watcher), _ends(house, watcher)
    house.world.clock.now = ends
    _end(stuck, watcher)
    house.world.clock.now = ends + timedelta(days=30)
    sweep(house)
    assert raised(house, stuck.id) == []

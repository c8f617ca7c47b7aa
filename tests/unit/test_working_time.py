"""Business time across weekends, holidays, cut-offs, changes of the clocks, and year ends."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.policies.calendar import Calendar
from schemas.policies.watchers import Within
from schemas.working_time import WEEK, WorkingTime

BERLIN = WorkingTime(time_zone="Europe/Berlin", holidays=(date(2026, 4, 6), date(2027, 1, 1)))
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")
MINUTE = timedelta(minutes=1)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("since", "seconds", "ends"),
    [
        ("2026-03-02T10:00+01:00", 3600, "2026-03-02T11:00+01:00"),
        ("2026-03-02T16:30+01:00", 3600, "2026-03-03T09:30+01:00"),
        ("2026-03-06T16:30+01:00", 3600, "2026-03-09T09:30+01:00"),
        ("2026-03-07T12:00+01:00", 1, "2026-03-09T09:00:01+01:00"),
        ("2026-03-27T16:00+01:00", 7200, "2026-03-30T10:00+02:00"),
        ("2026-04-03T16:00+02:00", 7200, "2026-04-07T10:00+02:00"),
        ("2028-02-28T16:00+01:00", 7200, "2028-02-29T10:00+01:00"),
        ("2026-12-31T16:00+01:00", 7200, "2027-01-04T10:00+01:00"),
        ("2026-03-02T09:00+01:00", 8 * 3600, "2026-03-02T17:00+01:00"),
    ],
)
def test_working_hours_pass_while_somebody_works(since: str, seconds: int, ends: str) -> None:
    assert BERLIN.after(_at(since), seconds) == _at(ends)


@pytest.mark.parametrize(
    ("since", "days", "at", "ends"),
    [
        ("2026-03-02T10:00+01:00", 0, "17:00", "2026-03-02T17:00+01:00"),
        ("2026-03-02T15:00+01:00", 0, "17:00", "2026-03-02T17:00+01:00"),
        ("2026-03-02T15:00:00.000001+01:00", 0, "17:00", "2026-03-03T17:00+01:00"),
        ("2026-03-02T14:00+01:00", 0, "12:00", "2026-03-03T12:00+01:00"),
        ("2026-03-06T10:00+01:00", 1, "12:00", "2026-03-09T12:00+01:00"),
        ("2026-03-07T10:00+01:00", 1, "12:00", "2026-03-10T12:00+01:00"),
        ("2026-04-03T10:00+02:00", 1, "12:00", "2026-04-07T12:00+02:00"),
        ("2026-03-27T10:00+01:00", 1, "12:00", "2026-03-30T12:00+02:00"),
        ("2028-02-28T10:00+01:00", 1, "24:00", "2028-03-01T00:00+01:00"),
        ("2026-12-30T23:30+00:00", 1, "12:00", "2027-01-04T12:00+01:00"),
    ],
)
def test_what_comes_after_the_cut_off_counts_for_the_next_working_day(
    since: str, days: int, at: str, ends: str
) -> None:
    bank = BERLIN.model_copy(update={"cut_off": "15:00"})
    assert bank.days_after(_at(since), days, at) == _at(ends)


_TIMES = st.tuples(st.integers(0, 22), st.sampled_from((0, 15, 30))).map(
    lambda t: f"{t[0]:02}:{t[1]:02}"
)
_MOMENTS = st.integers(0, 3 * 366 * 24 * 3600).map(
    lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def _working(draw: st.DrawFn) -> WorkingTime:
    opens = draw(_TIMES)
    return WorkingTime(
        time_zone=draw(st.sampled_from(ZONES)),
        working_days=tuple(draw(st.lists(st.sampled_from(WEEK), min_size=1, unique=True))),
        holidays=tuple(draw(st.lists(st.dates(date(2026, 1, 1), date(2028, 12, 31)), max_size=20))),
        opens=opens,
        closes=draw(st.sampled_from([one for one in ("12:00", "17:30", "24:00") if one > opens])),
        cut_off=draw(st.none() | _TIMES),
    )


def _works(working: WorkingTime, moment: datetime) -> bool:
    """Whether somebody works at that minute, told from the clock at the wall alone."""
    local = moment.astimezone(ZoneInfo(working.time_zone or ""))
    told = f"{local:%H:%M}"
    return working.works_on(local.date()) and working.opens <= told < working.closes


@given(_working(), _MOMENTS, st.integers(1, 40))
def test_exactly_the_working_minutes_are_counted(
    working: WorkingTime, since: datetime, minutes: int
) -> None:
    """Told minute by minute, on days on which no clock changes."""
    since = since.replace(second=0, microsecond=0)
    ends = working.after(since, minutes * 60)
    zone = ZoneInfo(working.time_zone or "")
    offsets = {(since + timedelta(days=n)).astimezone(zone).utcoffset() for n in range(-1, 60)}
    if len(offsets) > 1 or ends - since > timedelta(days=14):
        return
    counted, minute = 0, since
    while minute < ends:
        counted += _works(working, minute)
        minute += MINUTE
    assert counted == minutes


@given(_working(), _MOMENTS, _MOMENTS, st.integers(1, 100_000), st.integers(0, 30), _TIMES)
@example(
    WorkingTime(time_zone="Europe/Berlin", working_days=WEEK, opens="02:15", closes="12:00"),
    datetime(2026, 3, 29, 0, 50, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
    3600,
    0,
    "02:30",
)
def test_a_term_never_ends_before_it_began_and_who_came_first_is_due_first(
    working: WorkingTime, one: datetime, other: datetime, seconds: int, days: int, at: str
) -> None:
    first, second = sorted((one, other))
    assert first < working.after(first, seconds) <= working.after(second, seconds)
    assert first <= working.days_after(first, days, at) <= working.days_after(second, days, at)
    due = working.days_after(first, days, at).astimezone(ZoneInfo(working.time_zone or ""))
    assert working.works_on(due.date())


@given(_MOMENTS, st.integers(1, 10_000_000), st.sampled_from(ZONES))
def test_a_term_in_seconds_is_the_same_on_every_clock(
    since: datetime, seconds: int, zone: str
) -> None:
    ends = Within(seconds=seconds).ends(since, Calendar(time_zone=zone))
    assert ends - since == timedelta(seconds=seconds)


def test_a_term_is_counted_by_the_calendar_that_it_names() -> None:
    bank = WorkingTime(time_zone="America/New_York", opens="06:00", closes="18:00")
    calendar = Calendar(time_zone="Europe/Berlin", calendars={"fedwire": bank, "here": BERLIN})
    since = datetime.combine(date(2026, 3, 2), time(7), UTC)
    ours = Within(working_seconds=60).ends(since, calendar)
    assert ours == _at("2026-03-02T09:01+01:00")
    assert Within(working_seconds=60, calendar="nobodys").ends(since, calendar) == ours
    theirs = Within(working_seconds=60, calendar="fedwire").ends(since, calendar)
    assert theirs == _at("2026-03-02T06:01-05:00")


@pytest.mark.parametrize(
    "wrong",
    [
        {"opens": "17:00", "closes": "09:00"},
        {"working_days": []},
        {"working_days": ["someday"]},
        {"opens": "25:00"},
        {"time_zone": "Mars/Olympus"},
    ],
)
def test_a_calendar_says_when_somebody_works(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Calendar.model_validate({"working": wrong})
    with pytest.raises(ValidationError):
        Calendar.model_validate({"calendars": {"theirs": wrong}})

"""Business time: the hours in which somebody works, and when a term of them is over."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Model
from schemas.day import Day

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = timedelta(days=1)

LocalTime = Annotated[str, StringConstraints(pattern=r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
"""A time of day on the clock at the wall, `HH:MM`; `24:00` is the end of the day."""


class WorkingTime(Model):
    """Working days, holidays and hours; all times are those of the clock at that place.

    What comes after `cut_off` counts as having come on the next working day. Without a time zone
    of its own it is that of the calendar it stands in.
    """

    time_zone: str | None = None
    working_days: Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=7)] = WEEK[:5]
    holidays: Annotated[tuple[Day, ...], Field(max_length=2_000)] = ()
    opens: LocalTime = "09:00"
    closes: LocalTime = "17:00"
    cut_off: LocalTime | None = None

    @model_validator(mode="after")
    def works_at_some_time(self) -> Self:
        """It opens before it closes, in a time zone that there is. Such text sorts like time."""
        if self.closes <= self.opens:
            raise ValueError("it closes before it opens")
        try:
            self._zone()
        except (KeyError, ValueError) as unknown:
            raise ValueError(f"there is no time zone {self.time_zone}") from unknown
        return self

    def works_on(self, day: date) -> bool:
        """Whether it is a working day."""
        return WEEK[day.weekday()] in self.working_days and day not in self.holidays

    def after(self, since: datetime, seconds: int) -> datetime:
        """The instant at which so many seconds of working hours have passed."""
        left = timedelta(seconds=seconds)
        for day in self._working_days(self._local(since).date()):
            start = max(since, self._instant(day, self.opens))
            closes = self._instant(day, self.closes)
            if start + left <= closes:
                return start + left
            left -= max(closes - start, timedelta())
        raise AssertionError("holidays end")

    def days_after(self, since: datetime, days: int, at: LocalTime) -> datetime:
        """That time of day on the working day so many after the one that it counts for."""
        today = self._local(since).date()
        late = self.cut_off is not None and self._instant(today, self.cut_off) < since
        later = self._working_days(today + _DAY if late else today)
        day = next(later)
        for _ in range(days):
            day = next(later)
        while self._instant(day, at) < since:
            day = next(later)
        return self._instant(day, at)

    def _working_days(self, day: date) -> Iterator[date]:
        while True:
            if self.works_on(day):
                yield day
            day += _DAY

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone or "UTC")

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone())

    def _instant(self, day: date, at: LocalTime) -> datetime:
        """That time on that day. One that the change of the clocks leaves out or has twice is
        counted by the offset that held before the change."""
        if at == "24:00":
            day, at = day + _DAY, "00:00"
        return datetime.combine(day, time.fromisoformat(at), self._zone()).astimezone(UTC)

"""The calendar that finance works by: time zone, working time, periods, locks (R-RULE-18)."""

from datetime import UTC, date, datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from schemas.base import Code
from schemas.policies.base import Policy
from schemas.policies.periods import Period, first_open, of_day, overlapping
from schemas.working_time import WorkingTime


class Calendar(Policy):
    """Of a legal entity, or of all. As shipped it has no periods: nothing is locked.

    `late_items` says what becomes of something that comes after the soft close of the period it
    would be posted into: a case for a person, or the first open day. After the hard close it is a
    case either way.
    """

    NAME: ClassVar[str] = "calendar"

    time_zone: str = "UTC"
    working: WorkingTime = WorkingTime()
    calendars: Annotated[dict[Code, WorkingTime], Field(max_length=100)] = Field(
        default_factory=dict
    )
    """Working time of others that terms are counted by, such as a bank's days."""
    periods: Annotated[tuple[Period, ...], Field(max_length=400)] = ()
    late_items: Literal["refuse", "first_open_day"] = "refuse"

    @model_validator(mode="after")
    def one_period_for_each_day(self) -> Self:
        """A day lies in one period at most, and the time zone is one."""
        if twice := overlapping(self.periods):
            raise ValueError(f"periods share days with the one before: {', '.join(twice)}")
        try:
            self.today(datetime(2026, 1, 1, tzinfo=UTC))
        except (KeyError, ValueError) as unknown:
            raise ValueError(f"there is no time zone {self.time_zone}") from unknown
        return self

    def working_time(self, name: str = "") -> WorkingTime:
        """That of a calendar by its name; our own where there is none so named."""
        working = self.calendars.get(name, self.working)
        zone = working.time_zone or self.time_zone
        return working.model_copy(update={"time_zone": zone})

    def today(self, now: datetime) -> date:
        """The day that it is there at this instant."""
        if self.time_zone == "UTC":
            return now.astimezone(UTC).date()
        from zoneinfo import ZoneInfo  # most decisions ask for no other zone

        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def locked(self, day: date, today: date) -> Period | None:
        """The period into which nothing may be posted that is dated on that day."""
        period = of_day(self.periods, day)
        return period if period and period.closed(today) else None

    def first_open(self, day: date, today: date) -> date:
        """That day, or the first one after it that is in no closed period."""
        return first_open(self.periods, day, today)

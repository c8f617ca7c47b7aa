"""From what figures on finance wants to be called, and how much sooner near a close (R-OBS-22)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, ClassVar

from pydantic import Field

from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar

Most = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class ServiceLevels(Policy):
    """The most that is borne of each figure; above it the figure's alarm goes off.

    `close_days` before the first lock of any legal entity's period, and until its last, only
    `close_percent` of each is borne. `amount_at_risk` is in whole units of any one currency.
    """

    NAME: ClassVar[str] = "service_levels"

    cases_open: Most = 100
    case_oldest_seconds: Most = 10 * 24 * 3600
    amount_at_risk: Most = 1_000_000
    waiting: Most = 50
    in_review: Most = 50
    unposted: Most = 500
    unposted_oldest_seconds: Most = 4 * 3600
    circuits_open: Most = 0
    close_days: Annotated[int, Field(strict=True, ge=0, le=60)] = 5
    close_percent: Annotated[int, Field(strict=True, ge=1, le=100)] = 50

    def borne(self, figure: str, *, near_close: bool) -> int:
        """The most that is borne of a figure. Raises AttributeError for one that has no level."""
        most = int(getattr(self, figure))
        return most * self.close_percent // 100 if near_close else most

    def near_close(self, calendars: Sequence[tuple[Calendar, date]]) -> bool:
        """Whether a period is about to be locked, or being closed, in any of the calendars."""
        early = timedelta(days=self.close_days)
        return any(
            first is not None and first - early <= today <= (period.hard_close or first)
            for calendar, today in calendars
            for period in calendar.periods
            for first in (period.closes(),)
        )


LEVELS = (
    "cases_open",
    "case_oldest_seconds",
    "amount_at_risk",
    "waiting",
    "in_review",
    "unposted",
    "unposted_oldest_seconds",
    "circuits_open",
)
"""The figures that have a level, and with it an alarm and a runbook."""

"""Financial periods and their locks (R-RULE-18): which day something may be posted on."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Self

from pydantic import model_validator

from schemas.base import Code, Model
from schemas.day import Day


class Period(Model):
    """One financial period, its first and last day.

    From the day `soft_close` on, sub-ledgers post into it no more: what comes late belongs to the
    next open day. From `hard_close` on, its figures are final and what comes late is a question
    for a person. Both are counted by the day on which somebody wants to post; None never closes.
    """

    name: Code
    start: Day
    end: Day
    soft_close: Day | None = None
    hard_close: Day | None = None

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """A period ends after it starts, and is not final before it is closed."""
        if self.end < self.start:
            raise ValueError(f"{self.name} ends before it starts")
        if self.soft_close and self.hard_close and self.hard_close < self.soft_close:
            raise ValueError(f"{self.name} is closed for good before it is closed")
        return self

    def closed(self, today: date) -> bool:
        """Whether nothing is posted into it any more without a person's decision."""
        return self.final(today) or (self.soft_close is not None and self.soft_close <= today)

    def final(self, today: date) -> bool:
        """Whether nothing at all is posted into it any more."""
        return self.hard_close is not None and self.hard_close <= today

    def closes(self) -> date | None:
        """The day of its first lock."""
        return self.soft_close or self.hard_close


def of_day(periods: Sequence[Period], day: date) -> Period | None:
    """The period that a day lies in; a day that nobody has put into a period has no lock."""
    return next((one for one in periods if one.start <= day <= one.end), None)


def overlapping(periods: Sequence[Period]) -> list[str]:
    """Names of periods that share a day with the one before them."""
    ordered = sorted(periods, key=lambda one: one.start)
    return [later.name for sooner, later in pairwise(ordered) if later.start <= sooner.end]


def first_open(periods: Sequence[Period], day: date, today: date) -> date:
    """That day, or the first one after it whose period is not closed today."""
    while (period := of_day(periods, day)) and period.closed(today):
        day = period.end + timedelta(days=1)
    return day

"""On which day an invoice is posted, where the day itself is locked (R-RULE-18)."""

from datetime import date
from typing import NamedTuple

from schemas.finding import Finding
from schemas.policies.calendar import Calendar


class PostingDay(NamedTuple):
    """The day, and the closed period that it would have been in but for the lock."""

    day: date
    late_for: str | None = None


def posting_day(calendar: Calendar, today: date) -> PostingDay | Finding:
    """Today, or by policy the first open day after it; else why it is a person's question."""
    period = calendar.locked(today, today)
    if period is None:
        return PostingDay(today)
    if period.final(today) or calendar.late_items == "refuse":
        how = "closed for good" if period.final(today) else "closed"
        message = f"{period.name} is {how}: nothing is posted on {today}"
        return Finding(code="TIE-PERIOD", message=message, where="policy calendar")
    return PostingDay(calendar.first_open(today, today), period.name)

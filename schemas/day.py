"""A calendar day, as finance writes it: `YYYY-MM-DD` and nothing that only resembles it."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def _a_day(value: object) -> object:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


def _of_our_time(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError("a day lies between 1900-01-01 and 2199-12-31")
    return day


Day = Annotated[date, BeforeValidator(_a_day), AfterValidator(_of_our_time)]
"""A day of the calendar, near enough to count from. Instants and numbers are refused."""

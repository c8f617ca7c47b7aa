"""The last look before anything is posted: is the period that it is dated in still open?

Every effect whose request says a `posting_date` is a posting. It is looked at before each attempt,
whatever delivered it: first try, retry, redrive or replay (odoo#26240: locks that only the
decision knew were passed by all others).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from functions.runtime.errors import Rejected
from functions.runtime.operation import Effect
from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar
from schemas.policies.resilience import Resilience

CLOSED = "period closed"
"""The code of our own refusal."""


def is_posting(effect: Effect[Any]) -> bool:
    """Whether what the effect sends is booked on a day, and so into a financial period."""
    return "posting_date" in effect.request.model_fields


def policies_of(effect: Effect[Any] | None) -> Sequence[type[Policy]]:
    """What the effect ledger itself leans on."""
    if effect is None:
        return ()
    return (Resilience, Calendar) if is_posting(effect) else (Resilience,)


def refusal(request: Any, calendar: Calendar | None, now: datetime) -> Rejected | None:
    """Why a posting may not be sent by the calendar of this attempt; None if it may."""
    if calendar is None:
        return None
    day = request.posting_date
    period = calendar.locked(day, calendar.today(now))
    return (
        Rejected(f"{day} lies in {period.name}, which is closed", code=CLOSED) if period else None
    )

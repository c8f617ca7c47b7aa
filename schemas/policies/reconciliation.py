"""Which days are compared with the system of record, and when (R-RES-08)."""

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.policies.base import Policy


class Reconciling(Policy):
    """Every day is compared each night, from `settle_days` after it to `look_back_days` after it.

    Before it has settled, effects of the day may still be on their way. Looked back upon are days
    that were right once: postings are reversed and changed later, and where a system files under
    the date of the document, invoices still arrive for it. A day that differs is compared until
    it agrees.
    """

    NAME: ClassVar[str] = "reconciliation"

    nightly: Annotated[bool, Field(strict=True)] = True
    settle_days: Annotated[int, Field(strict=True, ge=1, le=30)] = 2
    look_back_days: Annotated[int, Field(strict=True, ge=1, le=400)] = 35

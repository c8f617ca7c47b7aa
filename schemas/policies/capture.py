"""How surely a scan must be read, and how long a person may take over what was not (R-SYS-22)."""

from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from schemas.base import Code
from schemas.capture import Confidence, field_name
from schemas.policies.base import Policy

FieldName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39}){0,7}$")
]
"""A field of the invoice without the places in its lists, such as `lines.net`."""
ACCOUNTS = ("payment_means.account", "payment_means.debited_account", "payment_means.card")
_DAY = 24 * 3600
_QUARTER = 92 * _DAY


class CapturePolicy(Policy):
    """Below its threshold a value is in doubt, and only a person may settle it.

    `always_in_doubt` are fields that no confidence is enough for: money follows an account number.
    The three times are each counted from the end of the one before; after the last, the capture
    is rejected. `escalates_to` is the team that gets the case when a reminder did not help.
    """

    NAME: ClassVar[str] = "capture"

    threshold: Confidence = "0.90"
    thresholds: Annotated[dict[FieldName, Confidence], Field(max_length=200)] = Field(
        default_factory=dict
    )
    always_in_doubt: Annotated[tuple[FieldName, ...], Field(max_length=200)] = ACCOUNTS
    remind_after_seconds: Annotated[int, Field(strict=True, ge=1, le=_QUARTER)] = _DAY
    escalate_after_seconds: Annotated[int, Field(strict=True, ge=1, le=_QUARTER)] = 2 * _DAY
    expire_after_seconds: Annotated[int, Field(strict=True, ge=1, le=_QUARTER)] = 27 * _DAY
    escalates_to: Code = "finance-operations"

    def doubts(self, path: str, confidence: str) -> bool:
        """Whether the value at this path, read so surely, needs a person."""
        name = field_name(path)
        needed = self.thresholds.get(name, self.threshold)
        return name in self.always_in_doubt or Decimal(confidence) < Decimal(needed)

"""The commands that settle a scan in review: a person's, and those of the clock."""

from typing import Annotated, Literal, Self

from pydantic import Field, SerializationInfo, field_serializer, model_validator

from schemas.base import Code
from schemas.capture import FIELDS_MAX
from schemas.commands.capture_invoice import ReadText, said_at
from schemas.commands.reading import ReadDocument
from schemas.invoice_fields import InvoiceField
from schemas.reason import Reason


class ReviewInvoice(ReadDocument):
    """What a person found when they looked at the scan.

    `corrections` settle fields: the value that stands on the scan, or null where none does. Each
    field in doubt must be settled; one that was read surely may be. `entity` is said where it was
    not known; a refusal says why.
    """

    decision: Literal["confirm", "refuse"]
    corrections: Annotated[dict[InvoiceField, ReadText | None], Field(max_length=FIELDS_MAX)] = (
        Field(default_factory=dict)
    )
    entity: Code | None = None
    reason: Reason | None = None

    @field_serializer("corrections")
    def _said(
        self, corrections: dict[str, ReadText | None], info: SerializationInfo
    ) -> dict[str, str | None]:
        return {
            path: None if value is None else said_at(path, value, info)
            for path, value in corrections.items()
        }

    @model_validator(mode="after")
    def refused_with_a_reason(self) -> Self:
        """A refusal says why, and corrects nothing."""
        if self.decision == "refuse" and (self.reason is None or self.corrections):
            raise ValueError("a refusal has a reason and no corrections")
        return self


class RemindReviewer(ReadDocument):
    """Nobody has reviewed it in time: the reviewers are reminded, or another team is asked."""

    level: Literal["reminder", "escalation"]


class ExpireReview(ReadDocument):
    """Nobody has reviewed it at all."""

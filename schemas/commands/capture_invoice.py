"""The command to take in what a reading engine made of a scanned invoice."""

from collections import Counter
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    SerializationInfo,
    StringConstraints,
    field_serializer,
    model_validator,
)

from schemas.attached import AttachedObject
from schemas.base import Code, Model, printable
from schemas.capture import FIELDS_MAX, Confidence
from schemas.invoice_fields import InvoiceField, is_account
from schemas.sensitive import masked


def _printable(value: SecretStr) -> SecretStr:
    printable(value.get_secret_value())
    return value


ReadText = Annotated[
    SecretStr, StringConstraints(min_length=1, max_length=4000), AfterValidator(_printable)
]
"""A value as it was read: it may hold an account number wherever it stands, so it never prints."""


def said_at(path: str, value: SecretStr, info: SerializationInfo) -> str:
    """How the value is written into a hash: an account number by its blind index alone."""
    return masked(value, info) if is_account(path) else value.get_secret_value()


class ReadField(Model):
    """One value that was read, in the words of the invoice, and how surely."""

    field: InvoiceField
    value: ReadText
    confidence: Confidence

    @field_serializer("value")
    def _said(self, value: SecretStr, info: SerializationInfo) -> str:
        return said_at(self.field, value, info)


class CaptureInvoice(Model):
    """A scan as it was read. What is missing is missing; nothing is filled in for the engine.

    `capture` is the engine's own reference; `entity` the legal entity that the scan is addressed
    to, where that is known; `scan` the scanned document itself, left under `attached/<client>/`.
    """

    capture: Code
    entity: Code | None = None
    scan: AttachedObject | None = None
    fields: Annotated[tuple[ReadField, ...], Field(min_length=1, max_length=FIELDS_MAX)]

    @model_validator(mode="after")
    def each_once(self) -> Self:
        """No field is read twice: which of the two would be meant is not ours to choose."""
        times = Counter(read.field for read in self.fields)
        twice = sorted(path for path, count in times.items() if count > 1)
        if twice:
            raise ValueError(f"read twice: {', '.join(twice[:20])}")
        return self

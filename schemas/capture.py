"""A capture: what was read off a scan and how surely, held until a person settles what is not."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from schemas.attached import AttachedObject
from schemas.base import Code, Document, Model
from schemas.finding import Finding
from schemas.sensitive import Sealed

Confidence = Annotated[
    str, StringConstraints(pattern=r"^(?:0|1|0\.[0-9]{1,6}|1\.0{1,6})$", max_length=8)
]
"""How surely a value was read: a decimal from 0 (a guess) to 1 (no doubt)."""
FieldPath = Annotated[
    str,
    StringConstraints(
        pattern=r"^[a-z][a-z0-9_]{0,39}(?:\.(?:[a-z][a-z0-9_]{0,39}|0|[1-9][0-9]{0,3})){0,7}$"
    ),
]
"""A field of the invoice and its place in lists: `lines.0.net` is the net of the first line."""
FIELDS_MAX = 5_000


def field_name(path: str) -> str:
    """The path without the places in lists: what policy knows the field by."""
    return ".".join(step for step in path.split(".") if not step.isdigit())


class Reading(Model):
    """One value as it was read; an account number is sealed, and masked where a text holds it."""

    field: FieldPath
    value: str | None = None
    confidence: Confidence
    account: Sealed | None = None
    """The value of a field that is an account number."""
    original: Sealed | None = None
    """The text as it was read, where `value` hides an account number in it."""


class Settled(Model):
    """A field that a person settled: how surely it was read, and whether their word differs."""

    field: FieldPath
    confidence: Confidence | None = None
    """None for a field in which nothing had been read."""
    corrected: bool


class Captured(Model):
    """What an invoice keeps of the scan it was read off."""

    capture: Code
    scan: AttachedObject | None = None
    least_confidence: Confidence | None = None
    """Of the least sure value that was taken over without a person; None if there is none."""
    reviewed_by: str | None = None
    settled: Annotated[tuple[Settled, ...], Field(max_length=2 * FIELDS_MAX)] = ()


class Capture(Document):
    """A scan in review: everything that was read, and what of it needs a person.

    `entity` is `*` until somebody says which legal entity the scan is addressed to.
    """

    KIND: ClassVar[str] = "cap"

    entity: str
    client: Code
    capture: Code
    """The reading engine's own reference."""
    scan: AttachedObject | None = None
    fields: Annotated[tuple[Reading, ...], Field(max_length=FIELDS_MAX)]
    in_doubt: tuple[str, ...]
    """Paths that a person must settle; what is missing stands here as well."""
    doubts: Annotated[tuple[Finding, ...], Field(max_length=200)] = ()
    """What was found in values that are sealed now, and cannot be seen again."""
    case: str | None = None

    def essence(self) -> dict[str, Any]:
        """What was received, all of it: whatever differs is another capture."""
        said = self.model_dump(mode="json", include={"client", "capture", "scan", "fields"})
        return {**said, "fields": sorted(said["fields"], key=lambda read: str(read["field"]))}

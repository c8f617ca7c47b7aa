"""Events of the review of captured invoices by a person."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.capture import FieldPath
from schemas.events.envelope import Event

NAMED_MAX = 200
"""Fields that an event names; past them it only counts."""


class ReviewEvent(Event):
    """What both say: which case holds the scan. Values that were read are never announced."""

    SOURCE: ClassVar[str] = "tieout.payables"
    OWNER: ClassVar[str] = "accounts-payable"

    entity: str
    case: str


class InvoiceHeldForReview(ReviewEvent):
    """A scan was not read surely enough: it is held until a person settles the fields in doubt."""

    in_doubt: Annotated[tuple[FieldPath, ...], Field(max_length=NAMED_MAX)]
    """The first of them; `in_doubt_count` is how many there are."""
    in_doubt_count: int


class ReviewReminded(ReviewEvent):
    """Nobody has reviewed it yet; after an escalation another team holds the case."""

    level: Literal["reminder", "escalation"]
    owner: str
    """The team that is asked to review it."""
    resolves: str | None = None
    """The case that held it until an escalation."""

"""Events of a restore of the ledger (R-RES-12, R-RES-17)."""

from typing import ClassVar

from schemas.base import Utc
from schemas.events.envelope import Event


class RestoreEvent(Event):
    """What all of them say: which table, and what it has forgotten."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "platform"

    ledger: str
    restored_to: Utc | None = None
    found_at: Utc


class RestoreFound(RestoreEvent):
    """The ledger is in a restored table: nothing leaves until two people have let it."""


class ReleaseProposed(RestoreEvent):
    """A person says what was made sure of, and that effects may leave again."""

    statement: str
    proposed_by: str


class QuarantineReleased(RestoreEvent):
    """Another person agreed: effects leave again, each first attempt asks before it sends."""

    statement: str
    proposed_by: str
    approved_by: str

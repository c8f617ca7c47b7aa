"""The restore of the ledger: what it forgot, and who let effects leave again (R-RES-12)."""

from typing import ClassVar

from schemas.base import Document, Utc


class Restore(Document):
    """A ledger table that came out of a restore, from being found to being released.

    `ledger` is which table it is. What was decided from `restored_to` until `found_at` is
    forgotten; without `restored_to` nobody knows since when. `statement` says what people
    made sure of.
    """

    KIND: ClassVar[str] = "restore"

    entity: str = "*"
    ledger: str
    restored_to: Utc | None = None
    found_at: Utc
    statement: str = ""
    proposed_by: str = ""
    approved_by: str = ""

"""The event of evidence that was added to a document."""

from typing import ClassVar

from schemas.events.envelope import Event


class EvidenceAdded(Event):
    """Nobody can change or delete it; `evidence` is the SHA-256 of its bytes.

    `left_at` is where the client had left it, if it did not come with the command.
    """

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "finance-controls"

    evidence: str
    purpose: str
    description: str
    media_type: str
    size_bytes: int | None = None
    left_at: str | None = None

"""A file that a client dropped: a batch whose members are the documents in it."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from schemas.base import Code, Document, Model
from schemas.finding import Finding

FindingList = Annotated[tuple[Finding, ...], Field(max_length=200)]


class Drop(Model):
    """One arrival of the file: the same bytes may be dropped again under another name."""

    key: str
    version: str
    at: str


class IntakeFile(Document):
    """A dropped file by its content: what was in it and what became of it.

    `counts` are documents by outcome; `sums`, by currency, are gross amounts of those accepted,
    in minor units, invoices less credit notes.
    """

    KIND: ClassVar[str] = "file"

    entity: str = "*"
    client: Code
    sha256: str
    size_bytes: int
    drops: tuple[Drop, ...]
    findings: FindingList = ()
    counts: dict[str, int] = Field(default_factory=dict)
    sums: dict[str, int] = Field(default_factory=dict)

    def essence(self) -> dict[str, Any]:
        """The same bytes from the same client are the same file."""
        return {"client": self.client, "sha256": self.sha256}

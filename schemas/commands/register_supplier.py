"""The command to take over a supplier's master data from the system that owns it."""

from typing import Annotated, Literal

from pydantic import Field

from schemas.base import Asked, Code, Text, document_id
from schemas.party import Country, PartyIdentifier
from schemas.supplier import Entities, Status
from schemas.terms import AgreedTerms


class RegisterSupplier(Asked):
    """A supplier as its master system has it now; sent again, it replaces what was known."""

    code: Code
    name: Text
    status: Status = "active"
    identifiers: Annotated[tuple[PartyIdentifier, ...], Field(min_length=1, max_length=11)]
    entities: Entities | Literal["*"] = "*"
    terms: AgreedTerms | None = None
    country: Country | None = None

    def document(self) -> str:
        """A supplier's id comes from its number in the master system."""
        return document_id("sup", self.code)

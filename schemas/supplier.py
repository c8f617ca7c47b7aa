"""The supplier: master data that another system owns and Tieout only follows."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Code, Document, Model, Text
from schemas.party import Country, PartyIdentifier
from schemas.terms import PaymentTerms

Status = Literal["active", "blocked"]
Entities = Annotated[tuple[Code, ...], Field(max_length=500)]


class SupplierTarget(Model):
    """What an identifier of a supplier leads to: enough to validate an invoice by."""

    supplier: Code
    """The supplier document."""
    code: Code
    name: Text
    status: Status
    entities: Entities | Literal["*"]
    terms: PaymentTerms | None = None

    def may_bill(self, entity: str) -> bool:
        """Whether this supplier delivers to the legal entity."""
        return self.entities == "*" or entity in self.entities


class Supplier(Document):
    """A supplier under the number of the system that masters it, such as `S-1001`."""

    KIND: ClassVar[str] = "sup"
    SYSTEM_OF_RECORD: ClassVar[str] = "Supplier master system"

    code: Code
    name: Text
    status: Status = "active"
    identifiers: Annotated[tuple[PartyIdentifier, ...], Field(max_length=50)] = ()
    entities: Entities | Literal["*"] = "*"
    terms: PaymentTerms | None = None
    country: Country | None = None

    @property
    def entity(self) -> str:
        """A supplier is no one entity's: its head lies under all of the tenant's."""
        return "*"

    def target(self, document: str) -> SupplierTarget:
        """What each of the supplier's identifiers leads to; `document` is the supplier's id."""
        return SupplierTarget(
            supplier=document,
            code=self.code,
            name=self.name,
            status=self.status,
            entities=self.entities,
            terms=self.terms,
        )

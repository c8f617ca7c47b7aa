"""Events of supplier master data (R-EVT-22)."""

from typing import Annotated, ClassVar

from pydantic import Field

from schemas.base import Code, Text
from schemas.events.envelope import Event
from schemas.party import PartyIdentifier
from schemas.supplier import Status


class SupplierRegistered(Event):
    """A supplier is known under these identifiers; what waited for one of them may go on."""

    SOURCE: ClassVar[str] = "tieout.suppliers"
    OWNER: ClassVar[str] = "supplier-master-data"

    code: Code
    name: Text
    status: Status
    identifiers: Annotated[tuple[PartyIdentifier, ...], Field(max_length=20)]

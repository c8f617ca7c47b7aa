"""The tenant's legal entities, and the identifiers that invoices address them by (R-MOD-15)."""

from typing import ClassVar

from schemas.base import Code, Model, Text
from schemas.party import Country, PartyIdentifier
from schemas.policies.base import Policy


class LegalEntity(Model):
    """One company of the group; the identifiers are those that stand on invoices to it."""

    code: Code
    name: Text
    country: Country
    identifiers: tuple[PartyIdentifier, ...] = ()


class Entities(Policy):
    """All legal entities of the tenant."""

    NAME: ClassVar[str] = "entities"

    entities: tuple[LegalEntity, ...] = ()

    def known(self, code: str) -> bool:
        """Whether the tenant has a legal entity of this code."""
        return any(entity.code == code for entity in self.entities)

    def addressed(self, keys: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
        """The entities that answer to any of these identifiers."""
        wanted = set(keys)
        return tuple(
            entity.code
            for entity in self.entities
            if wanted & {known.key() for known in entity.identifiers}
        )

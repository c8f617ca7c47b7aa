"""What every event carries besides its own data."""

from typing import Any, ClassVar

from schemas.actor import Actor
from schemas.base import Model


class Event(Model):
    """A fact, past tense. Its data is published whole, so it holds no sensitive value."""

    VERSION: ClassVar[int] = 1
    SOURCE: ClassVar[str]
    OWNER: ClassVar[str]

    @classmethod
    def detail_type(cls) -> str:
        """The name on the bus, such as `InvoiceReceived.v1`."""
        return f"{cls.__name__}.v{cls.VERSION}"

    def asks_for(self) -> tuple[tuple[str, str], ...]:
        """Identifiers (scheme, value) of master data that consumers of this event will need."""
        return ()


class Envelope(Model):
    """An event as it is announced. `hash` covers all of it and the hash before it (the chain)."""

    id: str
    type: str
    source: str
    tenant: str
    entity: str
    document: str
    kind: str
    version: int
    state: str
    occurred_at: str
    actor: Actor
    correlation: str
    causation: str
    policies: dict[str, str]
    content: str
    previous_hash: str
    hash: str
    data: dict[str, Any]

"""What every event carries besides its own data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from schemas.actor import Actor
from schemas.base import Model

if TYPE_CHECKING:
    from schemas.governance import Classification, Deprecated


class Event(Model):
    """A fact, past tense. Its data is published whole, so it holds no sensitive value."""

    VERSION: ClassVar[int] = 1
    SOURCE: ClassVar[str]
    OWNER: ClassVar[str]
    NAME: ClassVar[str] = ""
    """The event's name where the class has another: that of an earlier version, still live."""
    PREVIOUS: ClassVar[type["Event"] | None] = None
    """The version before this one, announced beside it until its sunset."""
    MILESTONE: ClassVar[str] = ""
    """What the time from the document's receipt to this event is called, where it is watched."""
    DEPRECATED: ClassVar["Deprecated | None"] = None
    CLASSIFICATION: ClassVar["Classification"] = "confidential"

    @classmethod
    def detail_type(cls) -> str:
        """The name on the bus, such as `InvoiceReceived.v1`."""
        return f"{cls.NAME or cls.__name__}.v{cls.VERSION}"

    def as_previous(self) -> "Event | None":
        """The same fact as `PREVIOUS` says it; pure, so that anybody can check it later."""
        return None

    def earlier(self) -> Iterator["Event"]:
        """The same fact in every earlier version that is still announced, the latest first."""
        told = self.as_previous()
        while told:
            yield told
            told = told.as_previous()

    def asks_for(self) -> tuple[tuple[str, str], ...]:
        """Identifiers (scheme, value) of master data that consumers of this event will need."""
        return ()

    def leans_on(self) -> tuple[str, ...]:
        """Other documents whose state, as it is by then, its consumers have to know."""
        return ()


class Envelope(Model):
    """An event as it is announced. `hash` covers all of it and the hash before it (the chain).

    Where an earlier version is announced as well, only `type` and `data` differ: `hash` is that
    of the event as it was committed, in its latest version.
    """

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

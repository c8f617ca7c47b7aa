"""What a decision is given and what it answers; the words every operation is written in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from functions.runtime.brought import Kept, Proofs, Waiting
from functions.runtime.standing import Again, Circumstances, Stop
from schemas.actor import Actor
from schemas.base import Document, Model
from schemas.events.envelope import Envelope, Event
from schemas.sensitive import Sealed

D = TypeVar("D", bound=Document)
E_co = TypeVar("E_co", bound=Event, covariant=True)
M = TypeVar("M", bound=Model)


class Head(NamedTuple, Generic[D]):
    """A document as it stands: its state, its version, and the hash of its last event."""

    id: str
    version: int
    state: str
    entity: str
    body: D
    hash: str
    content: str
    correlation: str
    received_at: str
    maker: str = ""
    maker_subject: str = ""
    """The verified token subject that `maker` came with; empty for a machine and for ourselves."""
    maker_known_as: frozenset[str] = frozenset()
    """The other ids that policy gave the maker when they made it."""


class Identity(NamedTuple):
    """A business key that one document at a time may hold, such as supplier + invoice number.

    A duplicate that a policy or a person let pass holds the next `place`.
    """

    parts: tuple[str, ...]
    place: int = 0


class Alias(NamedTuple):
    """A name under which others know a document, such as a supplier's VAT number."""

    scheme: str
    value: str
    kind: str = "supplier-id"


class Aliased(dict[Alias, Mapping[str, Any]]):
    """The alias targets that exist, of those that the event asks for (`Event.aliases`)."""


class Opening(NamedTuple):
    """A document that a commit opens beside the one it moves; held already, it is left alone."""

    id: str
    body: Document
    state: str
    event: Event


class Intent(NamedTuple):
    """An outside effect that a commit decides: what is sent, and to which system."""

    system: str
    request: Model
    reference: str


class Commit(NamedTuple, Generic[E_co]):
    """One decision: a document moves and an event says so, in one transaction with the rest.

    `id` opens a new document; without it the loaded head moves. `waits_for` parks the message
    under those aliases and `effect` starts an outside effect: neither is a final decision.
    `checker` makes the write conditional on a maker other than this person, by id and by token
    subject (segregation of duties), and on the state and the version that were read. `by_content`
    says that `id` is made of all that was received: who holds it was received as the same.
    """

    event: E_co
    body: Document
    state: str
    id: str = ""
    opens: tuple[Opening, ...] = ()
    takes: Identity | None = None
    frees: Identity | None = None
    aliases: Mapping[Alias, Model] = {}
    drops: tuple[Alias, ...] = ()
    effect: Intent | None = None
    waits_for: tuple[Alias, ...] = ()
    maker: str = ""
    checker: str = ""
    by_content: bool = False
    keeps: tuple[Kept, ...] = ()
    answer: Mapping[str, Any] = {}


class Nothing(NamedTuple):
    """Nothing is left to decide, and why; no mark is written."""

    why: str


class Begin(NamedTuple):
    """Start the operation's workflow for this document; `said` is what the machine must know."""

    said: Mapping[str, int]


class Await(NamedTuple):
    """The workflow waits for this document for as long as it stays in the state it is in."""


class Finish(NamedTuple):
    """What the operation's workflow waited for has happened to this document."""


class Answer(NamedTuple, Generic[M]):
    """What a reading operation answers."""

    body: M
    status: int = 200


class History(NamedTuple):
    """All events of one document in order, and what was tried at other systems on its behalf."""

    events: tuple[Envelope, ...]
    attempts: tuple[Mapping[str, Any], ...] = ()


class Listing(NamedTuple, Generic[D]):
    """A page of heads of one kind, and where to continue."""

    heads: tuple[Head[D], ...]
    after: str = ""


class Receipt(NamedTuple):
    """The other side has it: its own number for it, and its raw answer."""

    number: str
    raw: str


class Refusal(NamedTuple):
    """The other side will not have it, or has something else under our reference."""

    code: str
    reason: str
    raw: str = ""


Outcome = Receipt | Refusal


class Caller(NamedTuple):
    """Who is at the door, as verified there, and what policy lets them touch."""

    actor: Actor
    tenant: str
    client: str
    entities: frozenset[str]
    roles: frozenset[str] = frozenset()
    known_as: frozenset[str] = frozenset()
    """Other ids that events may name this person by: a subject, before policy knew them."""
    subject: str = ""
    """The subject of a person's verified token: who they are whatever policy says of them."""

    def may_touch(self, entity: str) -> bool:
        """Whether policy lets this caller act for the legal entity; `*` is all of the tenant."""
        return entity in self.entities or "*" in self.entities


class Given(NamedTuple):
    """What a decision may lean on besides its arguments: nothing here reads a clock or a disk."""

    caller: Caller
    now: datetime
    new_id: Callable[[], str]
    seal: Callable[[str], Sealed]
    policies: Mapping[str, str]
    taken: str = ""
    """The document that holds the identity this decision asked for, once it was refused."""
    places: int = 0
    """How many places of that identity were found to be held."""
    again: Again | None = None
    states: Mapping[str, str] = {}
    """Of the other documents that the event leans on: how they stand now, by id."""

    @property
    def tenant(self) -> str:
        """The tenant all of this happens in."""
        return self.caller.tenant


__all__ = [
    "Again",
    "Alias",
    "Aliased",
    "Answer",
    "Await",
    "Begin",
    "Caller",
    "Circumstances",
    "Commit",
    "Finish",
    "Given",
    "Head",
    "History",
    "Identity",
    "Intent",
    "Kept",
    "Listing",
    "Nothing",
    "Opening",
    "Outcome",
    "Proofs",
    "Receipt",
    "Refusal",
    "Stop",
    "Waiting",
]

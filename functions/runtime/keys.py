"""Where every item is. The tenant comes first in each key of a tenant's."""

from datetime import date, datetime

from functions.runtime.decision import Alias, Identity
from functions.runtime.ports import Key
from functions.runtime.reading import ControlReference
from schemas.base import digest

SHARDS = 4
SYSTEMS_DUE = "due#systems"
LEDGER = "ledger"
"""The prerequisite of every effect, beside the system that it goes to."""


def partition(tenant: str, document: str) -> str:
    """The partition of one document: head, events, marks, effects."""
    return f"{tenant}#{document}"


def head(tenant: str, document: str) -> Key:
    """The document's current state."""
    return Key(partition(tenant, document), "head")


def event(tenant: str, document: str, version: int) -> Key:
    """One immutable event; also the audit record and the outbox entry."""
    return Key(partition(tenant, document), f"event#{version:010}")


def mark(tenant: str, event_id: str, operation: str) -> Key:
    """Says that a consumer has decided an event."""
    return Key(partition(tenant, event_id.partition("@")[0]), f"mark#{operation}#{event_id}")


def idempotency(tenant: str, client: str, operation: str, key: str) -> Key:
    """The record of one API call."""
    return Key(digest(tenant, client, operation, key), "key", "keys")


def received(tenant: str, client: str, submission: str) -> Key:
    """The record of one inbound event."""
    return Key(f"{tenant}#in#{client}#{submission}", "received")


def identity(tenant: str, held: Identity) -> Key:
    """A business key and its holder; a passed duplicate takes the next place."""
    return Key(f"{tenant}#identity#{digest(*held.parts)}", f"holder#{held.place}")


def alias(tenant: str, name: Alias) -> Key:
    """Who a supplier identifier belongs to; also where those wait that need it."""
    return Key(f"{tenant}#{name.kind}#{name.scheme}#{name.value}", "target")


def waiter(prerequisite: Key, document: str, operation: str) -> Key:
    """A message that waits for the prerequisite, in the prerequisite's own partition."""
    return Key(prerequisite.pk, f"wait#{document}#{operation}")


def member(tenant: str, file: str, ordinal: int) -> Key:
    """One document of a batch."""
    return Key(partition(tenant, file), f"member#{ordinal:06}")


def interchange(tenant: str, client: str, named: ControlReference) -> Key:
    """The file that an interchange of this control reference came in."""
    return Key(f"{tenant}#interchange#{digest(client, *named)}", "interchange")


def effect(tenant: str, document: str, kind: str) -> Key:
    """An outside effect of a document and how far it is."""
    return Key(partition(tenant, document), f"effect#{kind}")


def attempt(tenant: str, document: str, kind: str, number: int) -> Key:
    """One try of an outside effect."""
    return Key(partition(tenant, document), f"effect#{kind}#{number:03}")


def token(tenant: str, document: str, workflow: str) -> Key:
    """The task token of a workflow that waits for this document."""
    return Key(partition(tenant, document), f"token#{workflow}")


def system(name: str) -> Key:
    """The circuit of a partner system."""
    return Key(f"system#{name}", "state")


def policy(tenant: str, name: str, entity: str) -> Key:
    """The head of a policy for one legal entity, or for all (`*`)."""
    return head(tenant, f"policy#{name}#{entity}")


def denial(tenant: str, now: datetime, caller: str, operation: str, document: str) -> Key:
    """One refused attempt; the same one again on the same day is the same record."""
    return Key(f"{tenant}#denial#{now:%Y-%m-%d}", digest(caller, operation, document))


def unsealed(home: str, batch: str = "") -> Key:
    """A batch of the newest heads that no seal covers yet; without its name, before all of them."""
    return Key(f"{home}#unsealed", f"batch#{batch}")


def seal(home: str, sequence: int) -> Key:
    """One seal of this deployment and how far it is."""
    return Key(f"{home}#seal", f"seal#{sequence:010}")


def newest_seal(home: str) -> Key:
    """Which seal was begun last."""
    return Key(f"{home}#seal", "newest")


def deadline(tenant: str, document: str, watcher: str) -> Key:
    """What a watcher noticed about a document, for as long as it is late."""
    return Key(partition(tenant, document), f"deadline#{watcher}")


def booked(tenant: str, kind: str, system: str, entity: str, day: date) -> str:
    """The index partition of all that was to be booked at a system on a day."""
    return f"{tenant}#booked#{kind}#{system}#{entity}#{day.isoformat()}"


def comparison(tenant: str, document: str) -> Key:
    """How far a reconciliation's newest run is."""
    return Key(partition(tenant, document), "comparison")


def drifted(tenant: str) -> str:
    """The index partition of all reconciliations that found the sides to differ."""
    return f"{tenant}#drifted"


def late(tenant: str) -> str:
    """The index partition of all that is late."""
    return f"{tenant}#late"


def due_shard(document: str) -> str:
    """The index partition that the sweep reads for this document."""
    return f"due#{int(digest(document)[:8], 16) % SHARDS}"

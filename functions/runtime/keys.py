"""Where every item is. The tenant comes first in each key of a tenant's."""

from datetime import datetime

from functions.runtime.decision import Alias, Identity
from functions.runtime.ports import Key
from schemas.base import digest

SHARDS = 4
SYSTEMS_DUE = "due#systems"


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


def effect(tenant: str, document: str, kind: str) -> Key:
    """An outside effect of a document and how far it is."""
    return Key(partition(tenant, document), f"effect#{kind}")


def attempt(tenant: str, document: str, kind: str, number: int) -> Key:
    """One try of an outside effect."""
    return Key(partition(tenant, document), f"effect#{kind}#{number:03}")


def system(name: str) -> Key:
    """The circuit of a partner system."""
    return Key(f"system#{name}", "state")


def policy(tenant: str, name: str, entity: str) -> Key:
    """The head of a policy for one legal entity, or for all (`*`)."""
    return head(tenant, f"policy#{name}#{entity}")


def denial(tenant: str, now: datetime, caller: str, operation: str, document: str) -> Key:
    """One refused attempt; the same one again on the same day is the same record."""
    return Key(f"{tenant}#denial#{now:%Y-%m-%d}", digest(caller, operation, document))


def due_shard(document: str) -> str:
    """The index partition that the sweep reads for this document."""
    return f"due#{int(digest(document)[:8], 16) % SHARDS}"

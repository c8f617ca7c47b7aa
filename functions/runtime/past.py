"""A document as it stood: rebuilt of its last event by then, which keeps the whole state."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from functions.runtime import keys
from functions.runtime.decision import Head
from functions.runtime.errors import Missing
from functions.runtime.items import GENESIS, MADE_BY, body_text, chain_hash, content_hash, read_head
from functions.runtime.ports import Item, Store
from schemas.base import iso
from schemas.documents import DOCUMENTS
from schemas.events.envelope import Envelope

PAGE = 25


class Broken(Exception):
    """The events of a document are not the chain that they were written as."""


def as_of(store: Store, tenant: str, head: Head[Any], then: datetime) -> Head[Any]:
    """The document at that instant, and right after what happened in it.

    Raises Missing if it was not there yet.
    """
    for item in newest_events(store, tenant, head.id):
        if envelope_of(item).occurred_at <= iso(then):
            rebuilt = head_of(item, head.received_at, store)
            return read_head(rebuilt, DOCUMENTS[str(rebuilt["kind"])], store)
    raise Missing("there was no such document then")


def newest_events(store: Store, tenant: str, document: str) -> Iterator[Item]:
    """The event items of a document, the newest first."""
    pk, after = keys.partition(tenant, document), ""
    while True:
        page = store.query(pk, "event#", after=after, limit=PAGE, newest=True)
        yield from page.items
        after = page.after
        if not after:
            return


def envelope_of(item: Item) -> Envelope:
    """The event as it was committed."""
    return Envelope.model_validate_json(str(item["envelope"]))


def head_of(event: Item, received_at: str, store: Store) -> Item:
    """The head item as the commit of this event wrote it; `received_at` is that of the first."""
    said = envelope_of(event)
    body = DOCUMENTS[said.kind].model_validate_json(body_text(event, store))
    key = keys.head(said.tenant, said.document)
    made = {"maker": "", "maker_subject": "", "maker_known_as": "[]"}
    return {
        "pk": key.pk,
        "sk": key.sk,
        **{name: event[name] for name in ("body", "body_ref") if name in event},
        "id": said.document,
        "kind": said.kind,
        "version": said.version,
        "state": said.state,
        "entity": said.entity,
        "hash": said.hash,
        "content": content_hash(body),
        "correlation": said.correlation,
        "received": received_at,
        "changed": said.occurred_at,
        **{name: event.get(name, made[name]) for name in MADE_BY},
        "gpk": f"{said.tenant}#{body.shelf(said.state)}",
        "gsk": f"{received_at}#{said.document}",
    }


def chain(store: Store, tenant: str, document: str) -> tuple[list[Item], str]:
    """All event items in order, and when the first of them was. Raises Broken."""
    events = list(newest_events(store, tenant, document))[::-1]
    before = GENESIS
    for version, item in enumerate(events, start=1):
        said = envelope_of(item)
        whole = said.hash == chain_hash(said) == item["hash"]
        if said.version != version or said.previous_hash != before or not whole:
            raise Broken(f"{document}@{version}")
        before = said.hash
    if not events:
        raise Broken(f"{document} has no events")
    return events, envelope_of(events[0]).occurred_at

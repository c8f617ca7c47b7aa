"""Heads and events as items, and the hash chain that ties a document's events together."""

import json
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from functions.runtime import keys
from functions.runtime.decision import Head
from functions.runtime.errors import Invalid
from functions.runtime.milestones import noted
from functions.runtime.ports import Item, Key, Store
from schemas.actor import Actor
from schemas.base import Document, canonical_json, digest, iso
from schemas.events.envelope import Envelope, Event
from schemas.sensitive import text_without_ciphertext, without_ciphertext

D = TypeVar("D", bound=Document)

BODY_LIMIT = 200_000
"""Bytes of a body inside an item; above it the body goes to the bucket under its hash."""
DATA_LIMIT = 64_000
"""Bytes of an event's own data: what a bus and a waiter can carry."""
GENESIS = "0" * 64
MADE_BY = ("maker", "maker_subject", "maker_known_as")


class Frame(NamedTuple):
    """What surrounds one decision: who, when, because of what, under which policies."""

    tenant: str
    operation: str
    actor: Actor
    now: datetime
    correlation: str
    causation: str
    policies: dict[str, str]
    subject: str = ""
    known_as: frozenset[str] = frozenset()
    told: str = ""
    """The event that a consumer was told; when it is told it again, no longer the causation."""


class Moved(NamedTuple):
    """A document's next version, ready to be written: its head, its event, its body if large."""

    head: Item
    event: Item
    envelope: Envelope
    large_body: tuple[str, str] | None


def head_after(before: Head[Any], moved: Moved, body: Any) -> Head[Any]:
    """The document as it is once this version of it is written."""
    return before._replace(
        version=moved.envelope.version,
        state=str(moved.head["state"]),
        hash=moved.envelope.hash,
        body=body,
        content=str(moved.head["content"]),
        maker=str(moved.head["maker"]),
    )


def content_hash(document: Document) -> str:
    """The hash of *equal content*: what makes two submissions the same fact."""
    return digest(canonical_json(without_ciphertext(document.essence())))


def next_version(
    frame: Frame,
    before: Head[Any] | None,
    *,
    id: str,
    body: Document,
    state: str,
    event: Event,
    maker: str = "",
) -> Moved:
    """A document's next head and event, without what stands by default. May raise Invalid."""
    text = canonical_json(body.model_dump(mode="json", exclude_defaults=True))
    body_hash = digest(text_without_ciphertext(text))
    version = before.version + 1 if before else 1
    entity = str(getattr(body, "entity", "*"))
    envelope = _envelope(frame, before, id, body.KIND, version, entity, state, event, body_hash)
    large = len(text.encode()) > BODY_LIMIT
    kept: Item = {"body_ref": f"{frame.tenant}/{body_hash}"} if large else {"body": text}
    received_at = before.received_at if before else iso(frame.now)
    made_by = _made_by(frame, before, maker)
    head: Item = {
        **_key(keys.head(frame.tenant, id)),
        **kept,
        "id": id,
        "kind": body.KIND,
        "version": version,
        "state": state,
        "entity": entity,
        "hash": envelope.hash,
        "content": content_hash(body),
        "correlation": envelope.correlation,
        "received": received_at,
        "changed": iso(frame.now),
        **made_by,
        "gpk": f"{frame.tenant}#{body.shelf(state)}",
        "gsk": f"{received_at}#{id}",
    }
    told: Item = {
        **_key(keys.event(frame.tenant, id, version)),
        **kept,
        "id": envelope.id,
        "type": envelope.type,
        "source": envelope.source,
        "hash": envelope.hash,
        "envelope": envelope.model_dump_json(),
        **_in_earlier_versions(event),
        **(made_by if made_by["maker"] else {}),
        **noted(event, entity, received_at, iso(frame.now)),
    }
    return Moved(head, told, envelope, (str(kept["body_ref"]), text) if large else None)


def _in_earlier_versions(event: Event) -> Item:
    """What the relay announces beside the event: its data by earlier type, if there are any."""
    if event.PREVIOUS is None:
        return {}
    return {"earlier": canonical_json({e.detail_type(): _data(e) for e in event.earlier()})}


def _data(event: Event) -> dict[str, Any]:
    data = event.model_dump(mode="json", exclude_none=True)
    if len(canonical_json(data).encode()) > DATA_LIMIT:
        raise Invalid(f"{event.detail_type()} carries more than {DATA_LIMIT} bytes")
    return data


def _made_by(frame: Frame, before: Head[Any] | None, maker: str) -> Item:
    """Who made what stands, by every id there is of them; without a new maker as it was.

    The event has it too, if anybody has: of its last event a head is rebuilt.
    """
    made = maker, frame.subject, frame.known_as
    if not maker:
        made = ("", "", frozenset())
        if before:
            made = before.maker, before.maker_subject, before.maker_known_as
    return dict(zip(MADE_BY, (*made[:2], canonical_json(sorted(made[2]))), strict=True))


def _envelope(
    frame: Frame,
    before: Head[Any] | None,
    id: str,
    kind: str,
    version: int,
    entity: str,
    state: str,
    event: Event,
    body_hash: str,
) -> Envelope:
    open_envelope = Envelope(
        id=f"{id}@{version}",
        type=event.detail_type(),
        source=event.SOURCE,
        tenant=frame.tenant,
        entity=entity,
        document=id,
        kind=kind,
        version=version,
        state=state,
        occurred_at=iso(frame.now),
        actor=frame.actor,
        correlation=before.correlation if before else frame.correlation,
        causation=frame.causation,
        policies=frame.policies,
        content=body_hash,
        previous_hash=before.hash if before else GENESIS,
        hash="",
        data=_data(event),
    )
    return open_envelope.model_copy(update={"hash": chain_hash(open_envelope)})


def chain_hash(envelope: Envelope) -> str:
    """The hash of an event: everything it says, the state after it and the hash before it."""
    return digest(canonical_json(envelope.model_dump(mode="json", exclude={"hash"})))


def read_head(item: Item, kind: type[D], store: Store) -> Head[D]:
    """The document in a head item; a large body is fetched by its hash."""
    return Head(
        id=str(item["id"]),
        version=int(item["version"]),
        state=str(item["state"]),
        entity=str(item["entity"]),
        body=kind.model_validate_json(body_text(item, store)),
        hash=str(item["hash"]),
        content=str(item["content"]),
        correlation=str(item["correlation"]),
        received_at=str(item["received"]),
        maker=str(item["maker"]),
        maker_subject=str(item["maker_subject"]),
        maker_known_as=frozenset(json.loads(str(item["maker_known_as"]))),
    )


def body_text(item: Item, store: Store, part: str = "body") -> str:
    """The body of a head or event item, or another large part of an item, as JSON text."""
    if f"{part}_ref" in item:
        return store.get_object(str(item[f"{part}_ref"])).decode()
    return str(item[part])


def _key(key: Key) -> Item:
    return {"pk": key.pk, "sk": key.sk}

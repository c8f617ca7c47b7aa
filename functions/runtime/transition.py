"""Moving a document that exists, and reading one: one read, then at most one write."""

import json
from collections.abc import Iterator
from typing import Any

from functions.runtime import cursor, keys
from functions.runtime.commit import plan, write_with_openings
from functions.runtime.decision import Answer, Caller, Head, History, Listing, Nothing
from functions.runtime.errors import Conflict, Denied, Duplicate, Missing, Unavailable
from functions.runtime.idempotency import CallRecord
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item, Key
from functions.runtime.replies import Response, render, respond
from functions.runtime.signature import Signature
from schemas.base import Asked, AskedPage, Document, Model
from schemas.events.envelope import Envelope
from schemas.intake_file import IntakeFile

ROUNDS = 4
PAGE = 100
HISTORY_LIMIT = 10_000


def transition(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response:
    """Move the document once for this key; a replay is answered from the read."""
    for _ in range(ROUNDS):
        said = _try(kernel, operation, caller, asked, key, correlation)
        if said:
            return said
    raise Unavailable("the document kept moving")


def move(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str
) -> dict[str, Any]:
    """Move the document for a workflow; the execution's name is the key."""
    said = transition(kernel, operation, caller, asked, key, key)
    answered: dict[str, Any] = json.loads(said["body"])
    return answered


def _try(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response | None:
    signature, now = operation.signature, kernel.ports.clock()
    call = CallRecord(kernel, operation, caller, key, asked, now)
    found, at_head = _load(kernel, signature, caller, asked, [call.key])
    replayed = call.replay(found.get(call.key))
    if replayed:
        return replayed
    head = _head(kernel, signature, caller, found.get(at_head))
    entity = head.entity if head else str(getattr(asked, "entity", EVERYWHERE))
    kinds = list(signature.policies.values())
    kernel.shelf.refresh(kernel.ports.store, caller.tenant, kinds, entity, now)
    policies, versions = kernel.policies(signature, caller.tenant, entity, now)
    given = kernel.given(caller, now, versions)
    decided = signature.call({"asked": asked, "head": head, "given": given}, policies)
    if isinstance(decided, Nothing):
        raise Conflict(decided.why)
    if head is None and not caller.may_touch(str(getattr(decided.body, "entity", EVERYWHERE))):
        raise Denied("this caller may not act for that entity")
    frame = kernel.frame(operation, given, correlation=correlation, causation=call.cause)
    made = plan(decided, frame, head)
    moved = made.moved.envelope
    status = 200 if head else 201
    body = render(
        {"id": moved.document, "state": moved.state, "version": moved.version, **decided.answer}
    )
    stood = write_with_openings(kernel.ports, made, [call.planned(status, body)])
    if stood.get("alias"):
        raise Duplicate("another document is known by one of these identifiers")
    return None if stood else respond(status, body)


def read(kernel: Kernel, operation: Operation, caller: Caller, asked: Model) -> Answer[Any]:
    """Answer a question; what another entity owns is denied, what is not there is missing."""
    signature, now = operation.signature, kernel.ports.clock()
    brought: dict[str, Any] = {"asked": asked}
    if signature.wants("head"):
        found, at_head = _load(kernel, signature, caller, asked, [])
        brought["head"] = _head(kernel, signature, caller, found.get(at_head))
    if signature.wants("history"):
        brought["history"] = _history(kernel, caller.tenant, brought["head"].id)
    if signature.listing:
        brought["listing"] = _listing(kernel, signature.listing, caller, asked)
    brought["given"] = kernel.given(caller, now, {})
    answer: Answer[Any] = signature.call(brought, {})
    return answer


def _load(
    kernel: Kernel, signature: Signature, caller: Caller, asked: Model, extra: list[Key]
) -> tuple[dict[Key, Item], Key]:
    at_head = keys.head(caller.tenant, _document(asked))
    entity = str(getattr(asked, "entity", EVERYWHERE))
    kinds = list(signature.policies.values())
    now = kernel.ports.clock()
    return kernel.read([at_head, *extra], caller.tenant, kinds, entity, now), at_head


def _head(
    kernel: Kernel, signature: Signature, caller: Caller, item: Item | None
) -> Head[Any] | None:
    if item is None:
        if signature.head_optional:
            return None
        raise Missing("there is no such document")
    if not caller.may_touch(str(item["entity"])) and not _sent(kernel, caller, item):
        raise Denied("this caller may not see documents of that entity")
    wanted = signature.head
    kind = _kind(item) if wanted is Document else wanted
    if item["kind"] != kind.KIND:
        raise Missing("there is no such document")
    return read_head(item, kind, kernel.ports.store)


def _sent(kernel: Kernel, caller: Caller, item: Item) -> bool:
    """Whether it is a file that this client dropped: a file is of no legal entity."""
    if item["kind"] != IntakeFile.KIND:
        return False
    return read_head(item, IntakeFile, kernel.ports.store).body.client == caller.client


def _kind(item: Item) -> type[Document]:
    from schemas.documents import DOCUMENTS  # every kind there is: costly, and rarely asked for

    return DOCUMENTS[str(item["kind"])]


def _history(kernel: Kernel, tenant: str, document: str) -> History:
    store, pk = kernel.ports.store, keys.partition(tenant, document)
    events: list[Envelope] = []
    after = ""
    while len(events) < HISTORY_LIMIT:
        page = store.query(pk, "event#", after=after, limit=PAGE)
        events += [Envelope.model_validate_json(str(item["envelope"])) for item in page.items]
        after = page.after
        if not after:
            break
    tried = store.query(pk, "effect#", limit=PAGE).items
    shown = ("system", "attempt", "reference", "outcome", "learnt", "at", "number", "reason", "raw")
    attempts = tuple(
        {name: item[name] for name in shown if name in item} for item in tried if "outcome" in item
    )
    return History(tuple(events), attempts)


def _listing(kernel: Kernel, kind: type[Document], caller: Caller, asked: Model) -> Listing[Any]:
    """A page of what the caller may see; its cursor names nothing that was left out."""
    shelf, after, limit = _page(asked)
    entity = getattr(asked, "entity", None)
    if entity is not None and not caller.may_touch(str(entity)):
        raise Denied("this caller may not see documents of that entity")
    seen: list[Head[Any]] = []
    last = ""
    for place, item in _visible(kernel, caller, f"{caller.tenant}#{shelf}", after, limit + 1):
        if len(seen) == limit:
            return Listing(tuple(seen), last)
        seen.append(read_head(item, kind, kernel.ports.store))
        last = place
    return Listing(tuple(seen))


def _visible(
    kernel: Kernel, caller: Caller, gpk: str, after: str, limit: int
) -> Iterator[tuple[str, Item]]:
    """The heads of a list that the caller may see, in its order, each with its cursor."""
    store, more = kernel.ports.store, True
    while more:
        page = store.index(gpk, after=after, limit=limit)
        found = store.read([Key(str(item["pk"]), str(item["sk"])) for item in page.items])
        for listed in page.items:
            at = str(listed["pk"]), str(listed["sk"])
            item = found.get(Key(*at))
            if item and caller.may_touch(str(item["entity"])):
                yield cursor.written([str(listed["gsk"]), *at]), item
        after, more = page.after, bool(page.after)


def _document(asked: Model) -> str:
    if isinstance(asked, Asked):
        return asked.document()
    raise TypeError(f"{type(asked).__name__} asks about no document")


def _page(asked: Model) -> tuple[str, str, int]:
    if isinstance(asked, AskedPage):
        return asked.shelf(), asked.after, asked.limit
    raise TypeError(f"{type(asked).__name__} asks for no list")

"""Moving a document that exists, and reading one: one read, then at most one write."""

import json
from typing import Any

from functions.runtime import keys
from functions.runtime.accept import REJECTED
from functions.runtime.commit import plan, write_with_openings
from functions.runtime.decision import Answer, Caller, Head, Nothing
from functions.runtime.errors import Conflict, Denied, Duplicate, Missing, Unavailable
from functions.runtime.idempotency import CallRecord
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item, Key
from functions.runtime.replies import Response, render, respond
from functions.runtime.signature import Signature
from schemas.base import Asked, Document, Model
from schemas.intake_file import IntakeFile

ROUNDS = 4
BESIDE = ("waiting", "history", "circumstances", "proofs", "listing", "letters")
"""What a reading operation may ask for beside a head, by role."""


def transition(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response:
    """Move the document once for this key; a replay is answered from the read."""
    said = _settle(kernel, operation, caller, asked, key, correlation)
    if isinstance(said, Nothing):
        raise Conflict(said.why)
    return said


def move(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str
) -> dict[str, Any]:
    """Move the document for a workflow; its execution and state are the key."""
    said = _settle(kernel, operation, caller, asked, key, key)
    if isinstance(said, Nothing):
        return {"nothing": said.why}
    answered: dict[str, Any] = json.loads(said["body"])
    return answered


def _settle(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response | Nothing:
    for _ in range(ROUNDS):
        said = _try(kernel, operation, caller, asked, key, correlation)
        if said:
            return said
    raise Unavailable("the document kept moving")


def _try(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response | Nothing | None:
    signature, now = operation.signature, kernel.ports.clock()
    call = CallRecord(kernel, operation, caller, key, asked, now)
    at_ledger = keys.system(keys.LEDGER)
    found, at_head = _load(kernel, signature, caller, asked, [call.key, at_ledger])
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
        return decided
    if head is None and not caller.may_touch(str(getattr(decided.body, "entity", EVERYWHERE))):
        raise Denied("this caller may not act for that entity")
    if decided.state == REJECTED and caller.actor.kind == "person":
        _nothing_forgotten(found.get(at_ledger))
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


def _nothing_forgotten(record: Item | None) -> None:
    """Raises Conflict in quarantine: what is rejected gives up its place, and a restored ledger
    may have forgotten that it was posted."""
    if record is not None and record["state"] == "open":
        raise Conflict("the ledger was restored: nothing is rejected before it is released")


def read(kernel: Kernel, operation: Operation, caller: Caller, asked: Model) -> Answer[Any]:
    """Answer a question; what another entity owns is denied, what is not there is missing."""
    signature, now = operation.signature, kernel.ports.clock()
    brought: dict[str, Any] = {"asked": asked}
    if signature.wants("head"):
        found, at_head = _load(kernel, signature, caller, asked, [])
        brought["head"] = _head(kernel, signature, caller, found.get(at_head))
        if then := getattr(asked, "at", None):
            from functions.runtime.past import as_of  # rarely asked for

            brought["head"] = as_of(kernel.ports.store, caller.tenant, brought["head"], then)
    if any(map(signature.wants, BESIDE)):
        from functions.runtime.bringing import beside  # most ask for a head alone

        brought |= beside(kernel, signature, caller, asked, brought.get("head"))
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
    kind = _kind(item) if wanted is Document else signature.head_of(str(item["kind"]))
    if kind is None:
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


def _document(asked: Model) -> str:
    if isinstance(asked, Asked):
        return asked.document()
    raise TypeError(f"{type(asked).__name__} asks about no document")

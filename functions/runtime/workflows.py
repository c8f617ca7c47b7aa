"""Workflows that wait for a person: begun, held by a task token, and let go by what happens.

The document decides, the state machine only keeps the time. A token is stored while the document
is still in the state that is waited for, in the same transaction; what moves the document commits
first, and its event then completes the token. So whichever comes first, the wait ends: a token
that comes too late to be stored is completed at once, and one that timed out is nobody's.
"""

from collections.abc import Mapping
from typing import Any

from functions.runtime import keys
from functions.runtime.commit import Planned, write
from functions.runtime.decision import Begin, Caller, Head, Nothing
from functions.runtime.errors import Missing
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import Check, Clause, Item, Put
from schemas.base import Asked, iso
from schemas.events.envelope import Envelope
from schemas.sensitive import Sealed

_AFTER = "~"
"""Sorts behind every character of a time."""


def begin(kernel: Kernel, operation: Operation, envelope: Envelope, decided: Begin) -> str:
    """Start the execution of this version of the document; one that was started is success."""
    name = f"{envelope.document}-{envelope.version}"
    said: dict[str, str | int] = {
        "tenant": envelope.tenant,
        "document": envelope.document,
        "version": envelope.version,
        "execution": name,
        **decided.said,
    }
    kernel.ports.workflows.start(operation.workflow, name, said)
    return "begun"


def hold(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Asked, event: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep the token if the document is still waited for, else complete it at once.

    `since` is when the state was entered: a call that was delayed never takes the place of the
    token of a later wait or a later round.
    """
    token, workflows = str(event["token"]), kernel.ports.workflows
    head = _head(kernel, operation, caller.tenant, asked.document())
    given = kernel.given(caller, kernel.ports.clock(), {})
    decided = operation.signature.call({"asked": asked, "head": head, "given": given}, {})
    if isinstance(decided, Nothing):
        workflows.complete(token, {"why": decided.why})
        return {"nothing": decided.why}
    key = keys.token(caller.tenant, head.id, operation.workflow)
    sealed = kernel.sealer.seal(caller.tenant, token)
    held: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "sealed": sealed.sealed,
        "blind": sealed.blind,
        "version": int(event["version"]),
        "wait": f"{int(event['version']):010}#{event['since']}",
        "at": iso(given.now),
    }
    unmoved = Check(keys.head(caller.tenant, head.id), (Clause("=", "state", head.state),))
    latest = Put(held, (Clause("absent or <", "wait", f"{held['wait']}{_AFTER}"),))
    stood = write(kernel.ports, [Planned("head", unmoved), Planned("token", latest)])
    if "head" in stood:
        workflows.complete(token, {"why": "the document moved"})
        return {"nothing": "the document moved"}
    return {"nothing": "a later wait holds it"} if stood else {"waiting": head.state}


def finish(kernel: Kernel, operation: Operation, envelope: Envelope) -> str:
    """Complete the token that was stored before this event; a later round keeps its own."""
    key = keys.token(envelope.tenant, envelope.document, operation.workflow)
    held = kernel.ports.store.read([key]).get(key)
    if held is None or int(held["version"]) >= envelope.version:
        return "nobody waits"
    sealed = Sealed(sealed=str(held["sealed"]), blind=str(held["blind"]), last4="")
    token = kernel.sealer.open(envelope.tenant, sealed)
    waited = kernel.ports.workflows.complete(token, {"event": envelope.id})
    return "the wait is over" if waited else "the wait was over"


def _head(kernel: Kernel, operation: Operation, tenant: str, document: str) -> Head[Any]:
    key = keys.head(tenant, document)
    item = kernel.ports.store.read([key]).get(key)
    kind = operation.signature.head_of(str(item["kind"])) if item else None
    if item is None or kind is None:
        raise Missing("there is no such document")
    return read_head(item, kind, kernel.ports.store)

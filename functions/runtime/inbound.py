"""The inbound bus: a partner's event is received exactly once, by the submission id it carries."""

import json
from collections.abc import Mapping
from typing import Any

from functions.runtime import callers, keys
from functions.runtime.accept import admit, collision_case
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, opened, write_missing
from functions.runtime.decision import Caller
from functions.runtime.errors import Denied, Invalid, TieoutError
from functions.runtime.items import Frame
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import model
from functions.runtime.ports import ABSENT, Item, Put
from functions.runtime.triggers import Inbound
from schemas.actor import Actor
from schemas.base import canonical_json, digest, document_id, iso
from schemas.case import Category
from schemas.finding import Finding


def on_inbound(kernel: Kernel, operation: Operation, message: str) -> str:
    """Accept what a partner announced; the same submission again changes nothing.

    EventBridge's own id changes when a partner sends again, so only `submission_id` counts.
    """
    event = json.loads(message)
    source, detail = str(event["source"]), dict(event["detail"])
    caller = callers.at_the_bus(source, kernel.callers(kernel.ports.clock()))
    trigger = next(
        t for t in operation.triggers if isinstance(t, Inbound) and t.event == event["detail-type"]
    )
    submission = str(detail.get("submission_id", ""))
    said = {name: value for name, value in detail.items() if name != "submission_id"}
    payload = digest(canonical_json(said))
    try:
        if not 0 < len(submission) <= 128:
            raise Invalid("the event carries no submission_id of 1 to 128 characters")
        asked = model(trigger.asks, said)
        found = admit(
            kernel,
            operation,
            caller,
            asked,
            submission,
            f"bus:{submission}",
            lambda decided: _received(kernel, caller, submission, payload, decided.id),
        )
    except Invalid as wrong:
        if _known(kernel, caller, submission) == payload:
            return "received before"
        return _refused(kernel, operation, caller, detail, wrong, Category.SCHEMA)
    except Denied as denied:
        kernel.record_denial(caller.tenant, caller.actor.id, operation, submission[:128], denied)
        return _refused(kernel, operation, caller, detail, denied, Category.DENIAL)
    if not found.stood:
        return "accepted"
    known = found.stood.get("received")
    if known is not None and known["payload"] == payload:
        return "received before"
    same = known is None and found.repeated()
    case = [] if same else collision_case(operation, found.frame, found.decided)[0]
    record = _received(kernel, caller, submission, payload, found.decided.id)
    write_missing(kernel.ports, [*case, record])
    return "duplicate" if same else "conflict: a case was raised"


def _received(
    kernel: Kernel, caller: Caller, submission: str, payload: str, document: str
) -> Planned:
    key = keys.received(caller.tenant, caller.client, submission)
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "payload": payload,
        "document": document,
        "at": iso(kernel.ports.clock()),
    }
    return Planned("received", Put(item, ABSENT))


def _known(kernel: Kernel, caller: Caller, submission: str) -> str:
    """The payload that this submission brought before, if it did."""
    key = keys.received(caller.tenant, caller.client, submission[:128])
    return str(kernel.ports.store.read([key]).get(key, {}).get("payload", ""))


def _refused(
    kernel: Kernel,
    operation: Operation,
    caller: Caller,
    detail: Mapping[str, Any],
    wrong: TieoutError,
    category: Category,
) -> str:
    """Keep what was received, sealed, under `refused/`, and tell finance by a case."""
    whole = canonical_json(dict(detail))
    name = document_id("in", caller.tenant, caller.client, whole)
    sealed = kernel.sealer.seal(caller.tenant, whole).model_copy(update={"last4": ""})
    kept = sealed.model_dump_json().encode()
    kernel.ports.store.put_object(f"refused/{caller.tenant}/{name}", kept)
    frame = Frame(
        tenant=caller.tenant,
        operation=operation.name,
        actor=Actor(kind="machine", id=caller.client, door="bus"),
        now=kernel.ports.clock(),
        correlation=name,
        causation=name,
        policies={},
    )
    found = wrong.findings or (Finding(code="TIE-INBOUND", message=wrong.detail),)
    case = open_case(
        frame,
        about=name,
        entity="*",
        category=category,
        owner=operation.owner,
        reason=wrong.detail,
        findings=found[:200],
        allowed_actions=("correct and send again",),
    )
    write_missing(kernel.ports, opened(case, frame))
    return "refused: a case was raised"

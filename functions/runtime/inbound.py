"""The inbound bus: a partner's event is received exactly once, by the submission id it carries."""

import json
from collections.abc import Mapping
from typing import Any

from functions.runtime import callers, keys
from functions.runtime.accept import admit, collision_case
from functions.runtime.attached import completed
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, opened, write_missing
from functions.runtime.decision import Caller
from functions.runtime.errors import Conflict, Denied, Invalid, TieoutError
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import json_object, model, outline
from functions.runtime.ports import ABSENT, Item, Put
from functions.runtime.triggers import Inbound
from schemas.base import digest, document_id, iso
from schemas.case import Action, Category
from schemas.finding import Finding
from schemas.submission import Submission

UTF8_MAX = 4
"""Bytes of a character."""
_CATEGORIES = {Denied: Category.DENIAL, Conflict: Category.DUPLICATE}


def on_inbound(kernel: Kernel, operation: Operation, message: str) -> str:
    """Accept what a partner announced; the same submission again changes nothing.

    EventBridge's own id changes when a partner sends again, so only `submission_id` counts.
    """
    event = outline(message)
    source, whole = str(event["source"]), str(event["detail"])
    caller = _client(kernel, operation, source, whole)
    trigger = next(
        t for t in operation.triggers if isinstance(t, Inbound) and t.event == event["detail-type"]
    )
    submission = payload = ""
    try:
        detail = json_object(whole.encode("utf-8", "surrogatepass"), len(message) * UTF8_MAX)
        whole = _text(detail)
        payload = digest(_text({k: said for k, said in detail.items() if k != "submission_id"}))
        said = model(trigger.asks, detail)
        _screened(trigger, said)
        submission = said.submission_id
        found = admit(
            kernel,
            operation,
            caller,
            completed(kernel, caller, said),
            submission,
            f"bus:{submission}",
            lambda decided: _received(kernel, caller, submission, payload, decided.id),
        )
    except (Invalid, Denied, Conflict) as refused:
        if submission and _known(kernel, caller, submission) == payload:
            return "received before"
        return _refused(kernel, operation, caller, submission, whole, refused)
    if not found.stood:
        return "accepted"
    known = found.stood.get("received")
    if known is not None and known["payload"] == payload:
        return "received before"
    if known is not None:
        other = Conflict("this submission id was used before, for something else")
        return _refused(kernel, operation, caller, submission, whole, other)
    same = found.repeated()
    case: list[Planned] = []
    if not same:
        kept = _keep(kernel, caller.tenant, caller.client, whole)
        case = collision_case(kernel, operation, found.frame, found.decided, kept)[0]
    record = _received(kernel, caller, submission, payload, found.decided.id)
    write_missing(kernel.ports, [*case, record])
    return "duplicate" if same else "conflict: a case was raised"


def _client(kernel: Kernel, operation: Operation, source: str, whole: str) -> Caller:
    """The client pinned to the source, looked up once more before it is called unknown.

    Raises Denied for an unknown one; what it said is kept, and the home tenant has a case.
    """
    now = kernel.ports.clock()
    for fresh in (False, True):
        try:
            return callers.at_the_bus(source, kernel.callers(now, fresh=fresh))
        except Denied as denied:
            unknown = denied
    home = callers.itself(operation.name, kernel.ports.home, "bus")
    name = _keep(kernel, home.tenant, source, whole)
    why = f"{unknown.detail}: an event of the source {source[:64]!r}; it is kept"
    remedy = "add the client to the callers and have the event sent again"
    _tell(kernel, operation, home, name, Denied(why), remedy)
    raise unknown


def _screened(trigger: Inbound, said: Submission) -> None:
    """Raises Invalid for what an event may not say, wherever it says it."""
    found = trigger.refuses(said.model_dump(mode="json", exclude_none=True))
    if found:
        raise Invalid("the event says what only an attached object may say", findings=found)


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
    key = keys.received(caller.tenant, caller.client, submission)
    return str(kernel.ports.store.read([key]).get(key, {}).get("payload", ""))


def _refused(
    kernel: Kernel,
    operation: Operation,
    caller: Caller,
    submission: str,
    whole: str,
    wrong: TieoutError,
) -> str:
    """Keep what was received, and tell finance by a case."""
    if isinstance(wrong, Denied):
        kernel.record_denial(caller.tenant, caller.actor.id, operation, submission, wrong)
    name = _keep(kernel, caller.tenant, caller.client, whole)
    remedy = "have the sender correct it and send it again"
    _tell(kernel, operation, caller, name, wrong, remedy)
    return "refused: a case was raised"


def _keep(kernel: Kernel, tenant: str, client: str, whole: str) -> str:
    """Keep what was received, sealed, under `refused/`; answers its name."""
    name = document_id("in", tenant, client, whole)
    sealed = kernel.sealer.seal(tenant, whole).model_copy(update={"last4": ""})
    kept = sealed.model_dump_json().encode()
    kernel.ports.store.put_object(f"refused/{tenant}/{name}", kept)
    return name


def _tell(
    kernel: Kernel, operation: Operation, caller: Caller, name: str, wrong: TieoutError, remedy: str
) -> None:
    """The case about what was refused."""
    given = kernel.given(caller, kernel.ports.clock(), {})
    frame = kernel.frame(operation, given, correlation=name, causation=name)
    found = wrong.findings or (Finding(code="TIE-INBOUND", message=wrong.detail),)
    case = open_case(
        frame,
        about=name,
        entity="*",
        category=_CATEGORIES.get(type(wrong), Category.SCHEMA),
        owner=operation.owner,
        reason=wrong.detail,
        findings=found[:200],
        allowed_actions=(Action.RESOLVE,),
        remedy=remedy,
    )
    write_missing(kernel.ports, opened(case, frame))


def _text(said: Mapping[str, Any]) -> str:
    """One text of what was said, in ASCII: JSON can name characters that UTF-8 cannot hold."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"))

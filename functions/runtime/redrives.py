"""A redrive from its request to its end: each is one document, which auditors can list."""

from typing import Any

from functions.runtime import callers, keys
from functions.runtime.commit import mark, opened, plan, write_missing, write_with_openings
from functions.runtime.committed import truly
from functions.runtime.decision import Caller, Commit, Head, Opening
from functions.runtime.errors import Denied, Missing, Unavailable
from functions.runtime.items import Frame, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import model
from functions.runtime.triage import consumer
from schemas.actor import Actor
from schemas.base import document_id
from schemas.commands.triage import RequestRedrive
from schemas.events.envelope import Envelope
from schemas.events.redrive import LettersRedriven, RedriveRequested
from schemas.redrive import Redrive

REQUESTED = "requested"


def open_redrive(kernel: Kernel, operation: Operation, message: dict[str, Any]) -> str:
    """What the operators' command asks becomes a request; the same one again changes nothing.

    `by` is what AWS told the command of its caller: whoever may send to this queue is trusted
    with it. Raises Invalid for a message that is no request.
    """
    said = dict(message)
    by = str(said.pop("by"))[:255]
    command = model(RequestRedrive, said)
    home = kernel.ports.home
    actor = Actor(kind="person", id=by, door="queue")
    caller = Caller(actor, home, by, frozenset({"*"}))
    given = kernel.given(caller, kernel.ports.clock(), {})
    named = command.request
    frame = kernel.frame(operation, given, correlation=named, causation=named)
    redrive = Redrive(**command.model_dump(), by=by)
    event = RedriveRequested(
        queue=redrive.queue,
        cause=redrive.cause,
        by=by,
        letters=len(redrive.letters),
        reason=redrive.reason,
    )
    id = document_id(Redrive.KIND, home, named)
    write_missing(kernel.ports, opened(Opening(id, redrive, REQUESTED, event), frame))
    return f"requested as {id}"


def asked_for(kernel: Kernel, message: dict[str, Any]) -> tuple[Envelope, Head[Redrive]] | None:
    """The event and the request as it stands; None once it is carried out.

    Raises Denied for an event that was never committed.
    """
    told = Envelope.model_validate(message["detail"])
    at_head = keys.head(told.tenant, told.document)
    at_event = keys.event(told.tenant, told.document, told.version)
    found = kernel.ports.store.read([at_head, at_event])
    if (
        not truly(told, found.get(at_event, {}))
        or at_head not in found
        or told.kind != Redrive.KIND
    ):
        raise Denied("no such event was ever committed")
    head = read_head(found[at_head], Redrive, kernel.ports.store)
    return (told, head) if head.state == REQUESTED else None


def put_back(kernel: Kernel, operation: Operation, told: Envelope, head: Head[Redrive]) -> str:
    """Move the letters, then say so. Killed in between, the next delivery finds fewer to move.

    Raises Unavailable while the queues or the ledger do not answer.
    """
    asked = head.body
    moved = 0
    try:
        consumer(asked.queue)
    except Missing:
        state = "refused"
    else:
        state, moved = "redriven", kernel.ports.letters.redrive(asked.queue, asked.letters)
    event = LettersRedriven(queue=asked.queue, cause=asked.cause, by=asked.by, moved=moved)
    decided = Commit(event, asked.model_copy(update={"moved": moved}), state)
    frame = _frame(kernel, operation, told)
    stood = write_with_openings(kernel.ports, plan(decided, frame, head), [mark(frame, told.id)])
    if stood and "mark" not in stood:
        raise Unavailable("the request moved meanwhile")
    return f"{state}: {moved} of {asked.queue}"


def _frame(kernel: Kernel, operation: Operation, told: Envelope) -> Frame:
    caller = callers.itself(operation.name, told.tenant)
    given = kernel.given(caller, kernel.ports.clock(), {})
    return kernel.frame(operation, given, correlation=told.correlation, causation=told.id)

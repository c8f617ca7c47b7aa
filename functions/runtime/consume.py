"""An event's consumer: read everything, decide, commit; a redelivery finds the mark and stops."""

from typing import Any

from functions.runtime import keys
from functions.runtime.commit import (
    Planned,
    mark,
    plan,
    write,
    write_with_openings,
)
from functions.runtime.decision import Begin, Commit, Finish, Nothing
from functions.runtime.effects import Effecting
from functions.runtime.errors import Unavailable
from functions.runtime.kernel import Kernel
from functions.runtime.loading import Loaded, Told, load, parse
from functions.runtime.operation import Operation
from functions.runtime.periods import is_posting
from functions.runtime.ports import Check, Clause, Item
from functions.runtime.waiters import unpark, waiters
from schemas.policies.calendar import Calendar
from schemas.policies.resilience import Resilience

WAITING = "waiting"
"""The state of a document that is parked until master data arrives."""
ROUNDS = 12
"""How often a decision is taken anew because the document moved under it, or a place is held."""


def on_event(kernel: Kernel, operation: Operation, message: str) -> str:
    """Decide one delivered event once. Answers what became of it, for the log.

    Raises Unavailable when it must be delivered again.
    """
    told = parse(operation, message)
    if not told.document:
        return "the event asks nothing of this operation"
    taken: tuple[str, ...] = ()
    for _ in range(ROUNDS):
        outcome, holder = _round(kernel, operation, told, taken)
        if outcome:
            return outcome
        taken = (*taken, holder) if holder else ()
    raise Unavailable("the document kept moving")


def _round(
    kernel: Kernel, operation: Operation, told: Told, taken: tuple[str, ...]
) -> tuple[str, str]:
    """One reading, decision and commit: what became of it, or who holds the identity it wants."""
    loaded = load(kernel, operation, told, taken)
    if loaded is None:
        return "decided before", ""
    effecting = _effecting(kernel, operation, told, loaded)
    if effecting and loaded.ledger is not None and not effecting.anew(loaded.ledger):
        return effecting.resume(loaded.ledger), ""
    decided = operation.signature.call(
        {
            "asked": told.event,
            "head": loaded.head,
            "aliased": loaded.aliased,
            "given": loaded.given,
        },
        loaded.policies,
    )
    if isinstance(decided, Nothing):
        if loaded.head.state == WAITING and not _parked_again(kernel, operation, told, loaded):
            return "", ""
        return decided.why, ""
    if isinstance(decided, Begin | Finish):
        return _steered(kernel, operation, told, decided), ""
    if effecting and decided.effect:
        return effecting.begin(decided, decided.effect, loaded.ledger), ""
    return _commit(kernel, operation, told, loaded, decided)


def _commit(
    kernel: Kernel, operation: Operation, told: Told, loaded: Loaded, decided: Commit[Any]
) -> tuple[str, str]:
    frame, head, ports = loaded.frame, loaded.head, kernel.ports
    waits = [keys.alias(frame.tenant, alias) for alias in decided.waits_for]
    asked = [keys.alias(frame.tenant, alias) for alias in told.aliases()]
    extra = waiters(frame, waits, head.id, told.message)
    if not waits:
        extra = [mark(frame, told.cause)]
        if head.state == WAITING:
            extra += unpark(frame, asked, head.id)
    stood = write_with_openings(ports, plan(decided, frame, head), extra)
    if "mark" in stood:
        return "decided before", ""
    if stood:
        return "", _holder(stood)
    if waits and ports.store.read(waits):
        ports.queue.send(operation.name, told.message)
    return ("parked" if waits else "decided"), ""


def _steered(kernel: Kernel, operation: Operation, told: Told, decided: Begin | Finish) -> str:
    """No mark: starting and completing again are both harmless."""
    from functions.runtime.workflows import begin, finish  # few consumers steer a workflow

    if isinstance(decided, Begin):
        return begin(kernel, operation, told.envelope, decided)
    return finish(kernel, operation, told.envelope)


def _parked_again(kernel: Kernel, operation: Operation, told: Told, loaded: Loaded) -> bool:
    """Wait on: what released this delivery may be withdrawn by now, and its waiter is gone.

    False if the document has moved meanwhile.
    """
    frame, head, ports = loaded.frame, loaded.head, kernel.ports
    waits = [keys.alias(frame.tenant, alias) for alias in told.aliases()]
    version = Clause("=", "version", head.version)
    unmoved = Planned("head", Check(keys.head(frame.tenant, head.id), (version,)))
    if write(ports, [unmoved, *waiters(frame, waits, head.id, told.message)]):
        return False
    if waits and ports.store.read(waits):
        ports.queue.send(operation.name, told.message)
    return True


def _holder(stood: dict[str, Item | None]) -> str:
    holder = stood.get("identity")
    return str(holder["document"]) if holder else ""


def _effecting(
    kernel: Kernel, operation: Operation, told: Told, loaded: Loaded
) -> Effecting | None:
    """This delivery's hold on the document's outside effect, if the operation has one."""
    if operation.effect is None:
        return None
    frame, entity = loaded.frame, told.envelope.entity
    patience, _ = kernel.shelf.in_force(frame.tenant, Resilience, entity, frame.now)
    calendar = None
    if is_posting(operation.effect):
        calendar, _ = kernel.shelf.in_force(frame.tenant, Calendar, entity, frame.now)
    return Effecting(
        kernel=kernel,
        operation=operation,
        effect=operation.effect,
        frame=frame,
        given=loaded.given,
        head=loaded.head,
        message=told.message,
        event_id=told.cause,
        circuits=loaded.circuits,
        policies=loaded.policies,
        patience=patience,
        calendar=calendar,
    )

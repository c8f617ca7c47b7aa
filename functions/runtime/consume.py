"""An event's consumer: read everything, decide, commit; a redelivery finds the mark and stops."""

import json
from typing import Any, NamedTuple

from functions.runtime import callers, keys
from functions.runtime.commit import (
    Planned,
    mark,
    plan,
    unpark,
    waiters,
    write,
    write_with_openings,
)
from functions.runtime.decision import Alias, Aliased, Commit, Given, Head, Nothing
from functions.runtime.effects import Effecting
from functions.runtime.errors import Denied, Unavailable
from functions.runtime.items import Frame, chain_hash, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import Check, Clause, Item
from functions.runtime.triggers import On
from schemas.events.envelope import Envelope, Event
from schemas.policies.base import Policy
from schemas.policies.resilience import Resilience

WAITING = "waiting"
"""The state of a document that is parked until master data arrives."""
ROUNDS = 4
"""How often a decision is taken anew because the document moved under it."""


class Told(NamedTuple):
    """An event as a queue delivered it, in the message that a wake would send again."""

    envelope: Envelope
    event: Event
    message: str
    document: str
    """The document whose head the decision is about; empty if the event names none."""

    def aliases(self) -> list[Alias]:
        """The identifiers of master data that the event asks for."""
        return [Alias(scheme, value) for scheme, value in self.event.asks_for()]


def on_event(kernel: Kernel, operation: Operation, message: str) -> str:
    """Decide one delivered event once. Answers what became of it, for the log.

    Raises Unavailable when it must be delivered again.
    """
    told = _parse(operation, message)
    if not told.document:
        return "the event asks nothing of this operation"
    taken = ""
    for _ in range(ROUNDS):
        outcome, taken = _round(kernel, operation, told, taken)
        if outcome:
            return outcome
    raise Unavailable("the document kept moving")


def _parse(operation: Operation, message: str) -> Told:
    envelope = Envelope.model_validate(json.loads(message)["detail"])
    for trigger in operation.triggers:
        for kind in trigger.events if isinstance(trigger, On) else ():
            if kind.detail_type() == envelope.type:
                event = kind.model_validate(envelope.data)
                field = trigger.document if isinstance(trigger, On) else ""
                document = getattr(event, field) or "" if field else envelope.document
                return Told(envelope, event, message, document)
    raise Denied(f"{operation.name} does not take {envelope.type}")


def _round(kernel: Kernel, operation: Operation, told: Told, taken: str) -> tuple[str, str]:
    """One reading, decision and commit: what became of it, or who holds the identity it wants."""
    loaded = _load(kernel, operation, told, taken)
    if loaded is None:
        return "decided before", ""
    effecting = _effecting(kernel, operation, told, loaded)
    if effecting and loaded.ledger is not None:
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
    if effecting and decided.effect:
        return effecting.begin(decided, decided.effect), ""
    return _commit(kernel, operation, told, loaded, decided)


def _commit(
    kernel: Kernel, operation: Operation, told: Told, loaded: "Loaded", decided: Commit[Any]
) -> tuple[str, str]:
    frame, head, ports = loaded.frame, loaded.head, kernel.ports
    waits = [keys.alias(frame.tenant, alias) for alias in decided.waits_for]
    asked = [keys.alias(frame.tenant, alias) for alias in told.aliases()]
    extra = waiters(frame, waits, head.id, told.message)
    if not waits:
        extra = [mark(frame, told.envelope.id)]
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


def _parked_again(kernel: Kernel, operation: Operation, told: Told, loaded: "Loaded") -> bool:
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


class Loaded(NamedTuple):
    """All that one consistent read brought for a decision."""

    head: Head[Any]
    given: Given
    frame: Frame
    policies: dict[str, Policy]
    aliased: Aliased
    ledger: Item | None
    circuits: dict[str, Item | None]


def _effecting(
    kernel: Kernel, operation: Operation, told: Told, loaded: Loaded
) -> Effecting | None:
    """This delivery's hold on the document's outside effect, if the operation has one."""
    if operation.effect is None:
        return None
    frame = loaded.frame
    return Effecting(
        kernel=kernel,
        operation=operation,
        effect=operation.effect,
        frame=frame,
        given=loaded.given,
        head=loaded.head,
        message=told.message,
        event_id=told.envelope.id,
        circuits=loaded.circuits,
        policies=loaded.policies,
        patience=kernel.shelf.in_force(frame.tenant, Resilience, told.envelope.entity, frame.now)[
            0
        ],
    )


def _load(kernel: Kernel, operation: Operation, told: Told, taken: str) -> Loaded | None:
    signature, effect, envelope = operation.signature, operation.effect, told.envelope
    tenant, entity, now = envelope.tenant, envelope.entity, kernel.ports.clock()
    names = {alias: keys.alias(tenant, alias) for alias in told.aliases()}
    circuits = {name: keys.system(name) for name in effect.systems} if effect else {}
    ledger = keys.effect(tenant, told.document, effect.kind) if effect else None
    at_head = keys.head(tenant, told.document)
    at_event = keys.event(tenant, envelope.document, envelope.version)
    at_mark = keys.mark(tenant, envelope.id, operation.name)
    wanted = [at_head, at_event, at_mark, *names.values(), *circuits.values()]
    kinds: list[type[Policy]] = [*signature.policies.values(), *([Resilience] if effect else [])]
    found = kernel.read(wanted + ([ledger] if ledger else []), tenant, kinds, entity, now)
    if at_mark in found:
        return None
    told_truly = found.get(at_event, {}).get("hash") == envelope.hash == chain_hash(envelope)
    if at_head not in found or not told_truly:
        raise Denied("no such event was ever committed")
    head = read_head(found[at_head], signature.head, kernel.ports.store)
    policies, versions = kernel.policies(signature, tenant, entity, now)
    caller = callers.itself(operation.name, tenant)
    given = kernel.given(caller, now, versions)._replace(taken=taken)
    return Loaded(
        head=head,
        given=given,
        frame=kernel.frame(operation, given, correlation=head.correlation, causation=envelope.id),
        policies=policies,
        aliased=Aliased(
            (alias, json.loads(str(found[key]["target"])))
            for alias, key in names.items()
            if key in found
        ),
        ledger=found.get(ledger) if ledger else None,
        circuits={name: found.get(key) for name, key in circuits.items()},
    )

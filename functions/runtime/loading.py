"""What one event's decision needs: the event that was told, and all of it in one read."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from functions.runtime import callers, keys, quarantine, retold
from functions.runtime.committed import as_committed
from functions.runtime.decision import Alias, Aliased, Given, Head
from functions.runtime.errors import Denied
from functions.runtime.items import Frame, chain_hash, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.periods import policies_of
from functions.runtime.ports import Item
from functions.runtime.triggers import On
from schemas.events.envelope import Envelope, Event
from schemas.policies.base import Policy


class Told(NamedTuple):
    """An event as a queue delivered it, in the message that a wake would send again."""

    envelope: Envelope
    event: Event
    message: str
    document: str
    """The document whose head the decision is about; empty if the event names none."""
    again: Envelope | None = None
    """The event of a case by which people have it told once more."""

    @property
    def cause(self) -> str:
        """The event that is decided now, once: a mark says so."""
        return self.again.id if self.again else self.envelope.id

    def aliases(self) -> list[Alias]:
        """The identifiers of master data that the event asks for."""
        return [Alias(scheme, value) for scheme, value in self.event.asks_for()]


def parse(operation: Operation, message: str) -> Told:
    """The event in a message. Raises Denied for one that the operation does not take."""
    said = json.loads(message)
    envelope = Envelope.model_validate(said["detail"])
    again = Envelope.model_validate(said["again"]) if "again" in said else None
    for trigger in operation.triggers:
        for kind in trigger.events if isinstance(trigger, On) else ():
            if kind.detail_type() == envelope.type:
                event = kind.model_validate(envelope.data)
                field = trigger.document if isinstance(trigger, On) else ""
                document = getattr(event, field) or "" if field else envelope.document
                return Told(envelope, event, message, document, again)
    raise Denied(f"{operation.name} does not take {envelope.type}")


class Loaded(NamedTuple):
    """All that one consistent read brought for a decision."""

    head: Head[Any]
    given: Given
    frame: Frame
    policies: dict[str, Policy]
    aliased: Aliased
    ledger: Item | None
    circuits: dict[str, Item | None]


def load(
    kernel: Kernel, operation: Operation, told: Told, taken: Sequence[str] = ()
) -> Loaded | None:
    """Everything at once, or None if the event is decided. Raises Denied for a forged event."""
    signature, effect, envelope = operation.signature, operation.effect, told.envelope
    tenant, entity, now = envelope.tenant, envelope.entity, kernel.ports.clock()
    names = {alias: keys.alias(tenant, alias) for alias in told.aliases()}
    barriers = (*effect.systems, quarantine.LEDGER) if effect else ()
    circuits = {name: keys.system(name) for name in barriers}
    ledger = keys.effect(tenant, told.document, effect.kind) if effect else None
    at_head = keys.head(tenant, told.document)
    at_event = keys.event(tenant, envelope.document, envelope.version)
    at_mark = keys.mark(tenant, told.cause, operation.name)
    others = {one: keys.head(tenant, one) for one in told.event.leans_on()}
    wanted = [at_head, at_event, at_mark, *names.values(), *circuits.values(), *others.values()]
    wanted += [retold.at(tenant, told.again)] if told.again else []
    kinds = list(dict.fromkeys((*signature.policies.values(), *policies_of(effect))))
    for policy in kinds if told.again else ():
        kernel.shelf.forget(tenant, policy, entity)  # who asks again has just changed one
    found = kernel.read(wanted + ([ledger] if ledger else []), tenant, kinds, entity, now)
    if at_mark in found:
        return None
    envelope = as_committed(envelope, found.get(at_event, {}))
    told_truly = found.get(at_event, {}).get("hash") == envelope.hash == chain_hash(envelope)
    if at_head not in found or not told_truly:
        raise Denied("no such event was ever committed")
    kind = signature.head_of(str(found[at_head]["kind"]))
    if kind is None:
        raise Denied(f"{operation.name} takes no such document")
    head = read_head(found[at_head], kind, kernel.ports.store)
    policies, versions = kernel.policies(signature, tenant, entity, now)
    caller = callers.itself(operation.name, tenant)
    again = retold.heard(
        tenant,
        told.again,
        envelope.id,
        told.document,
        operation.name,
        found,
        held_by=getattr(head.body, "case", None),
    )
    given = kernel.given(caller, now, versions)._replace(
        taken=taken[-1] if taken else "",
        places=len(taken),
        again=again,
        states={one: str(found[at]["state"]) for one, at in others.items() if at in found},
    )
    frame = kernel.frame(operation, given, correlation=head.correlation, causation=told.cause)
    return Loaded(
        head=head,
        given=given,
        frame=frame._replace(told=envelope.id),
        policies=policies,
        aliased=Aliased(
            (alias, json.loads(str(found[key]["target"])))
            for alias, key in names.items()
            if key in found
        ),
        ledger=found.get(ledger) if ledger else None,
        circuits={name: found.get(key) for name, key in circuits.items()},
    )

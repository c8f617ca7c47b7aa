"""What one event's decision needs: the event that was told, and all of it in one read."""

import json
from typing import Any, NamedTuple

from functions.runtime import callers, keys
from functions.runtime.decision import Alias, Aliased, Given, Head
from functions.runtime.errors import Denied
from functions.runtime.items import Frame, chain_hash, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import Item
from functions.runtime.triggers import On
from schemas.events.envelope import Envelope, Event
from schemas.policies.base import Policy
from schemas.policies.resilience import Resilience


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


def parse(operation: Operation, message: str) -> Told:
    """The event in a message. Raises Denied for one that the operation does not take."""
    envelope = Envelope.model_validate(json.loads(message)["detail"])
    for trigger in operation.triggers:
        for kind in trigger.events if isinstance(trigger, On) else ():
            if kind.detail_type() == envelope.type:
                event = kind.model_validate(envelope.data)
                field = trigger.document if isinstance(trigger, On) else ""
                document = getattr(event, field) or "" if field else envelope.document
                return Told(envelope, event, message, document)
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


def load(kernel: Kernel, operation: Operation, told: Told, taken: str) -> Loaded | None:
    """Everything at once, or None if the event is decided. Raises Denied for a forged event."""
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

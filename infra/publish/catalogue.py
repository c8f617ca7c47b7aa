"""The integration catalogue: each operation, what sets it off, what it announces, whose it is."""

from collections.abc import Sequence
from typing import Any

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Every, File, Inbound, On, Step, Stream, Task, Trigger

Json = dict[str, Any]


def catalogue(operations: Sequence[Operation]) -> Json:
    """Sorted by name."""
    return {"operations": [_entry(operation) for operation in operations]}


def _entry(operation: Operation) -> Json:
    emits = operation.signature.emits if operation.decides_something else frozenset()
    if operation.effect:
        emits |= operation.conclusion.emits
    return {
        "name": operation.name,
        "summary": operation.summary,
        "owner": operation.owner,
        "triggers": [_trigger(trigger) for trigger in operation.triggers],
        "announces": sorted(kind.detail_type() for kind in emits),
        "systems": list(operation.effect.systems) if operation.effect else [],
        "roles": sorted(operation.roles),
        "people_only": operation.people_only,
    }


def _trigger(trigger: Trigger) -> Json:
    match trigger:
        case Api():
            route = {"method": trigger.method, "path": trigger.path}
            return {"kind": "api", **route, "scope": trigger.scope, "tier": trigger.tier.value}
        case Inbound():
            return {"kind": "inbound", "event": trigger.event}
        case On():
            return {"kind": "on", "events": sorted(kind.detail_type() for kind in trigger.events)}
        case File():
            return {"kind": "file", "folder": trigger.folder, "into": trigger.into.name}
        case Every():
            return {"kind": "every", "minutes": trigger.minutes}
        case Step():
            return {"kind": "step", "workflow": trigger.workflow}
        case Stream() | Task():
            return {"kind": type(trigger).__name__.lower()}

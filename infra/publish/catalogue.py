"""The integration catalogue: what there is, whose it is, who leans on it, what it is to hold."""

from collections.abc import Sequence
from typing import Any

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Every, File, Inbound, On, Step, Stream, Task, Trigger
from infra.needs import needs_of
from infra.publish import consumers
from infra.publish.data import classification, documents_of, highest, moved_by, touched
from infra.publish.events import KERNEL, announced_types, emitted
from infra.publish.models import answered, commands, kept, policies, said_of
from infra.publish.targets import patterns, targets, tier
from infra.stages import Client
from schemas.base import Document, Model
from schemas.events.envelope import Event
from schemas.governance import Deprecated
from schemas.policies.base import Policy

Json = dict[str, Any]


def catalogue(operations: Sequence[Operation]) -> Json:
    """All of it, each list sorted by name."""
    return {
        "operations": [_operation(operation, operations) for operation in operations],
        "events": [_event(kind, operations) for kind in announced_types()],
        "commands": [_command(model) for model in commands(operations)],
        "documents": [_document(kind, operations) for kind in kept()],
        "policies": [_policy(kind, operations) for kind in policies()],
        "clients": [_client(client) for client in consumers.clients()],
    }


def _operation(operation: Operation, operations: Sequence[Operation]) -> Json:
    strictest = tier(operation)
    return {
        "name": operation.name,
        "summary": operation.summary,
        "owner": operation.owner,
        "triggers": [_trigger(operation, one, operations) for one in operation.triggers],
        "announces": sorted(kind.detail_type() for kind in emitted(operation)),
        "systems": list(needs_of(operation).systems),
        "roles": sorted(operation.roles),
        "people_only": operation.people_only,
        "patterns": patterns(operation),
        "tier": strictest.value if strictest else None,
        "classification": highest(touched(operation)),
        "serves": _serves(operation),
        "targets": targets(operation)._asdict(),
        "deprecated": _deprecated(operation.deprecated),
    }


def _trigger(operation: Operation, trigger: Trigger, operations: Sequence[Operation]) -> Json:
    match trigger:
        case Api():
            route = {"method": trigger.method, "path": trigger.path, "scope": trigger.scope}
            told = answered(operation)
            said: Json = {"kind": "api", **route, "version": trigger.path.split("/")[1]}
            said |= {"asks": trigger.asks.__name__, "answers": told.__name__ if told else None}
            asking = consumers.of_route(operation, trigger, operations)
            return {**said, "tier": trigger.tier.value, "consumers": asking}
        case Inbound():
            asking = consumers.of_inbound(trigger)
            said = {"kind": "inbound", "event": trigger.event, "asks": trigger.asks.__name__}
            return {**said, "consumers": asking}
        case On():
            return {"kind": "on", "events": sorted(kind.detail_type() for kind in trigger.events)}
        case File():
            said = {"kind": "file", "folder": trigger.folder, "into": trigger.into.name}
            return {**said, "consumers": consumers.of_folder(trigger)}
        case Every():
            return {"kind": "every", "minutes": trigger.minutes}
        case Step():
            return {"kind": "step", "workflow": trigger.workflow}
        case Stream() | Task():
            return {"kind": type(trigger).__name__.lower()}


def _serves(operation: Operation) -> str | None:
    """Whether an API answers from the system of record or from what was derived (R-GOV-13)."""
    if not any(isinstance(trigger, Api) for trigger in operation.triggers):
        return None
    signature = operation.signature
    if signature.wants("head") and not signature.listing:
        ours = signature.head.SYSTEM_OF_RECORD == Document.SYSTEM_OF_RECORD
        ours = ours and signature.head is not Document
        return "system of record" if ours else "derived service"
    return "derived service" if signature.listing else "intake"


def _event(kind: type[Event], operations: Sequence[Operation]) -> Json:
    announcing = [one.name for one in operations if kind in emitted(one)]
    return {
        "type": kind.detail_type(),
        "version": kind.VERSION,
        "summary": said_of(kind),
        "owner": kind.OWNER,
        "source": kind.SOURCE,
        "classification": classification(kind),
        "documents": sorted(one.__name__ for one in documents_of(kind, operations)),
        "announced_by": [*announcing, *(["kernel"] if kind in KERNEL else [])],
        "consumers": consumers.of_event(kind, operations),
        "replaces": kind.PREVIOUS.detail_type() if kind.PREVIOUS else None,
        "deprecated": _deprecated(kind.DEPRECATED),
    }


def _command(model: type[Model]) -> Json:
    said = {"name": model.__name__, "summary": said_of(model)}
    return {**said, "classification": classification(model)}


def _document(kind: type[Document], operations: Sequence[Operation]) -> Json:
    moving = [o.name for o in operations if kind in moved_by(o, operations)]
    told = [e.detail_type() for e in announced_types() if kind in documents_of(e, operations)]
    return {
        "name": kind.__name__,
        "kind": kind.KIND,
        "summary": said_of(kind),
        "system_of_record": kind.SYSTEM_OF_RECORD,
        "classification": classification(kind),
        "retained_years": kind.RETAINED_YEARS,
        "moved_by": moving,
        "events": told,
    }


def _policy(kind: type[Policy], operations: Sequence[Operation]) -> Json:
    leaning = consumers.of_policy(kind, operations)
    said = {"name": kind.NAME, "model": kind.__name__, "summary": said_of(kind)}
    return {**said, "leant_on_by": leaning}


def _client(client: Client) -> Json:
    doors = {"api": True, "files": client.files, "events": bool(client.source)}
    return {"name": client.name, "doors": [door for door, opened in doors.items() if opened]}


def _deprecated(said: Deprecated | None) -> Json | None:
    if said is None:
        return None
    dates = {"since": said.since.isoformat(), "sunset": said.sunset.isoformat()}
    return {**dates, "replaced_by": said.replaced_by}

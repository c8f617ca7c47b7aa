"""What is promised, in one form for comparison: each interface with whoever leans on it."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from functions.runtime.http import BODY_LIMIT
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, File, Inbound
from infra.publish import consumers
from infra.publish.events import KERNEL, announced_types, emitted, event_schema
from infra.publish.models import answered, bare, kept, open_to_more, policies, schema_of
from schemas.base import Document, Model
from schemas.events.envelope import Event
from schemas.governance import Deprecated

Json = dict[str, Any]


def contracts(operations: Sequence[Operation]) -> dict[str, Json]:
    """By name: `takes` and `says` are schemas, `terms` must stay, `consumers` would notice."""
    found = dict(_all(operations))
    return {name: found[name] for name in sorted(found)}


def _all(operations: Sequence[Operation]) -> Iterator[tuple[str, Json]]:
    for kind in announced_types():
        leaning = consumers.of_event(kind, operations)
        yield (
            f"event {kind.detail_type()}",
            _contract(_told(kind, operations), leaning, kind.DEPRECATED),
        )
    for operation in operations:
        yield from _doors(operation, operations)
    for policy in policies():
        leaning = consumers.of_policy(policy, operations)
        taken = {"takes": _schema(policy, "validation")}
        yield f"policy {policy.NAME}", _contract(taken, [consumers.PEOPLE, *leaning])
    for kind_kept in kept():
        leaning = [o.name for o in operations if _loads(o, kind_kept)]
        taken = {"takes": _schema(kind_kept, "validation")}
        yield f"document {kind_kept.__name__}", _contract(taken, leaning)


def _told(kind: type[Event], operations: Sequence[Operation]) -> Json:
    """`kept`: what was told before is read again, from the ledger and from queues."""
    return {
        "says": bare(event_schema(kind)),
        "kept": True,
        "announced": kind in KERNEL or any(kind in emitted(one) for one in operations),
        "terms": {"source": kind.SOURCE},
    }


def _doors(operation: Operation, operations: Sequence[Operation]) -> Iterator[tuple[str, Json]]:
    for trigger in operation.triggers:
        match trigger:
            case Api():
                leaning = consumers.of_route(operation, trigger, operations)
                said = _route(operation, trigger)
                name = f"api {trigger.method} {trigger.path}"
                yield name, _contract(said, leaning, operation.deprecated)
            case Inbound():
                taken = {"takes": _schema(trigger.asks, "validation")}
                leaning = consumers.of_inbound(trigger)
                yield f"inbound {trigger.event}", _contract(taken, leaning, operation.deprecated)
            case File():
                leaning = consumers.of_folder(trigger)
                yield f"files {trigger.folder}", _contract({}, leaning, operation.deprecated)


def _route(operation: Operation, route: Api) -> Json:
    said = answered(operation)
    return {
        "takes": _schema(route.asks, "validation"),
        **({"says": open_to_more(_schema(said, "serialization"))} if said else {}),
        "terms": {"scope": route.scope},
        **({} if route.method == "GET" else {"body_limit": BODY_LIMIT}),
        "roles": sorted(operation.roles),
        "people_only": operation.people_only,
    }


def _contract(said: Json, leaning: Sequence[str], deprecated: Deprecated | None = None) -> Json:
    sunset = deprecated.sunset.isoformat() if deprecated else None
    return {**said, "consumers": list(leaning), "sunset": sunset}


def _schema(model: type[Model], mode: Literal["validation", "serialization"]) -> Json:
    found: Json = bare(schema_of(model, mode))
    return found


def _loads(operation: Operation, kind: type[Document]) -> bool:
    if not operation.decides_something:
        return False
    signature = operation.signature
    return signature.listing is kind or (
        signature.wants("head") and signature.head in (kind, Document)
    )

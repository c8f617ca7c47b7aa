"""The events that leave for the bus: the whole detail as JSON Schema, with source and owner."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import schemas.events
from functions.runtime.operation import Operation
from functions.runtime.registry import discover
from infra.publish.models import DIALECT, open_to_more
from schemas.events.case import CaseOpened
from schemas.events.envelope import Envelope, Event
from schemas.events.file import FileClosed, FileDroppedAgain, FileOpened, FileRefused
from schemas.events.heartbeat import HeartbeatSent
from schemas.events.redrive import LettersRedriven
from schemas.events.restore import RestoreFound

KERNEL: frozenset[type[Event]] = frozenset(
    {
        CaseOpened,
        FileClosed,
        FileDroppedAgain,
        FileOpened,
        FileRefused,
        HeartbeatSent,
        LettersRedriven,
        RestoreFound,
    }
)
"""Events that the kernel announces on behalf of whatever operation it runs."""


def announced_types() -> list[type[Event]]:
    """Every event there is (not what several share), by name; an operation may bring its own."""
    discover()
    for module in iter_modules(schemas.events.__path__):
        import_module(f"{schemas.events.__name__}.{module.name}")
    return sorted(_concrete(Event), key=lambda kind: kind.detail_type())


def emitted(operation: Operation) -> frozenset[type[Event]]:
    """What the operation announces by its own declaration, earlier live versions with it."""
    said = [kind for declared in operation.declarations for kind in declared.emits]
    return frozenset(one for kind in said for one in versions(kind))


def versions(kind: type[Event]) -> Iterator[type[Event]]:
    """The event and the versions that are announced beside it. Raises ValueError if one is odd."""
    yield kind
    if before := kind.PREVIOUS:
        if before.detail_type() != f"{kind.detail_type().rpartition('.v')[0]}.v{kind.VERSION - 1}":
            raise ValueError(f"{kind.__name__}: {before.__name__} is not the version before it")
        yield from versions(before)


def event_schema(kind: type[Event]) -> dict[str, Any]:
    """The detail of one event type on the bus: the envelope with this type's data in it."""
    envelope, data = Envelope.model_json_schema(), kind.model_json_schema()
    definitions = {**envelope.pop("$defs", {}), **data.pop("$defs", {})}
    properties = {
        **envelope["properties"],
        "type": {"const": kind.detail_type()},
        "source": {"const": kind.SOURCE},
        "data": {"$ref": f"#/$defs/{kind.__name__}"},
    }
    opened: dict[str, Any] = open_to_more(
        {
            "$schema": DIALECT,
            **envelope,
            "title": kind.detail_type(),
            "description": data.get("description", ""),
            "x-source": kind.SOURCE,
            "x-owner": kind.OWNER,
            "properties": properties,
            "$defs": {**definitions, kind.__name__: data},
        }
    )
    return {**opened, "deprecated": True} if kind.DEPRECATED else opened


def _concrete(kind: type[Event]) -> Iterator[type[Event]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith((schemas.events.__name__, "functions.")):
            yield from _concrete(child) if child.__subclasses__() else (child,)

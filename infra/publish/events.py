"""The events that leave for the bus: the whole detail as JSON Schema, with source and owner."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import schemas.events
from functions.runtime.registry import discover
from schemas.events.envelope import Envelope, Event


def announced_types() -> list[type[Event]]:
    """Every event there is (not what several share), by name; an operation may bring its own."""
    discover()
    for module in iter_modules(schemas.events.__path__):
        import_module(f"{schemas.events.__name__}.{module.name}")
    return sorted(_concrete(Event), key=lambda kind: kind.detail_type())


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
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **envelope,
        "title": kind.detail_type(),
        "description": data.get("description", ""),
        "x-source": kind.SOURCE,
        "x-owner": kind.OWNER,
        "properties": properties,
        "$defs": {**definitions, kind.__name__: data},
    }


def _concrete(kind: type[Event]) -> Iterator[type[Event]]:
    for child in kind.__subclasses__():
        if child.__module__.startswith((schemas.events.__name__, "functions.")):
            yield from _concrete(child) if child.__subclasses__() else (child,)

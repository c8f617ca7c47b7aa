"""What is told on the buses, as AsyncAPI 3.0: our own events, and those that partners send us."""

from collections.abc import Iterator, Sequence
from typing import Any

from functions.runtime.operation import Operation
from functions.runtime.triggers import Inbound, On
from infra.openapi import TITLE
from infra.publish.events import KERNEL, announced_types, emitted
from infra.publish.examples import example, example_event
from infra.publish.models import said_of
from schemas.base import Model
from schemas.events.envelope import Event

Json = dict[str, Any]

INTERNAL, INBOUND = "internal", "inbound"
PARTNER = "inbound."
"""Opens the names of channels of the inbound bus."""
CORRELATION = {"location": "$message.payload#/correlation"}


def asyncapi(operations: Sequence[Operation]) -> Json:
    """Every channel with its message, and what Tieout sends to and receives from it."""
    told, partners = announced_types(), dict(_partners(operations))
    messages = {kind.detail_type(): _event(kind) for kind in told}
    messages |= {PARTNER + name: _inbound(name, asks) for name, asks in partners.items()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": TITLE,
            "version": "1",
            "description": "Delivered at least once and in any order: decide by `id`, once. "
            "Ignore fields that you do not know: they come without a new version.",
        },
        "defaultContentType": "application/json",
        "servers": {
            INTERNAL: _server("The internal bus. Only the relay puts events on it."),
            INBOUND: _server("The inbound bus. Each partner's principal is pinned to its source."),
        },
        "channels": {name: _channel(name) for name in sorted(messages)},
        "operations": dict(sorted(_operations(operations))),
        "components": {"messages": messages},
    }


def _server(says: str) -> Json:
    return {"host": "events.invalid", "protocol": "eventbridge", "description": says}


def _channel(name: str) -> Json:
    bus = INBOUND if name.startswith(PARTNER) else INTERNAL
    return {
        "address": name.removeprefix(PARTNER),
        "servers": [{"$ref": f"#/servers/{bus}"}],
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
    }


def _operations(operations: Sequence[Operation]) -> Iterator[tuple[str, Json]]:
    for operation in operations:
        for kind in emitted(operation):
            yield _step(operation, "send", kind.detail_type())
        for trigger in operation.triggers:
            for kind in trigger.events if isinstance(trigger, On) else ():
                yield _step(operation, "receive", kind.detail_type())
            if isinstance(trigger, Inbound):
                yield _step(operation, "receive", PARTNER + trigger.event)
    for kind in KERNEL:
        said = "Announced by the kernel on behalf of whatever it runs."
        yield f"kernel.send.{kind.detail_type()}", _does("send", kind.detail_type(), said)


def _step(operation: Operation, action: str, channel: str) -> tuple[str, Json]:
    return f"{operation.name}.{action}.{channel}", _does(action, channel, operation.summary)


def _does(action: str, channel: str, says: str) -> Json:
    return {
        "action": action,
        "summary": says,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{channel}"}],
    }


def _event(kind: type[Event]) -> Json:
    name = kind.detail_type()
    shown: Json = {
        "name": name,
        "title": name,
        "summary": said_of(kind),
        "headers": _headers(name, {"const": kind.SOURCE}),
        "payload": {"$ref": f"./events/{name}.schema.json"},
        "correlationId": CORRELATION,
        "examples": [{"payload": example_event(kind)}],
        "x-owner": kind.OWNER,
    }
    if kind.DEPRECATED:
        shown["tags"] = [{"name": "deprecated"}]
        shown["description"] = f"Until {kind.DEPRECATED.sunset}; then {kind.DEPRECATED.replaced_by}"
    return shown


def _inbound(name: str, asks: type[Model]) -> Json:
    return {
        "name": name,
        "title": name,
        "summary": said_of(asks),
        "headers": _headers(name, {"type": "string"}),
        "payload": {"$ref": f"./commands/{asks.__name__}.schema.json"},
        "examples": [{"payload": example(asks)}],
    }


def _headers(name: str, source: Json) -> Json:
    """EventBridge's own two words about an event."""
    return {
        "type": "object",
        "required": ["detail-type", "source"],
        "properties": {"detail-type": {"const": name}, "source": source},
    }


def _partners(operations: Sequence[Operation]) -> Iterator[tuple[str, type[Model]]]:
    for operation in operations:
        for trigger in operation.triggers:
            if isinstance(trigger, Inbound):
                yield trigger.event, trigger.asks

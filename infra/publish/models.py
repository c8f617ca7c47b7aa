"""The models that are published: what is asked, answered, set by policy and kept (R-GOV-16)."""

import typing
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from functions.runtime.decision import Answer
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, File, Inbound
from schemas.base import Document, Model
from schemas.documents import DOCUMENTS
from schemas.policies.base import Policy
from schemas.policies.kinds import KINDS
from schemas.submission import AttachedSubmission

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ANNOTATIONS = frozenset({"title", "description", "default", "examples", "deprecated"})
"""Keywords that say something to a reader and refuse nothing."""
NAMES = frozenset({"properties", "$defs", "patternProperties"})
"""Keywords under which stand schemas by name."""


def schema_of(model: type[Model], mode: Literal["validation", "serialization"]) -> Json:
    """The model's own JSON Schema: what it takes, or what it writes."""
    return {"$schema": DIALECT, **model.model_json_schema(mode=mode)}


def commands(operations: Sequence[Operation]) -> list[type[Model]]:
    """What is asked at a door that changes something."""
    asked: set[type[Model]] = set()
    for operation in operations:
        for trigger in operation.triggers:
            if isinstance(trigger, Inbound) or (
                isinstance(trigger, Api) and trigger.method != "GET"
            ):
                asked.add(trigger.asks)
                if issubclass(trigger.asks, AttachedSubmission):
                    asked.add(trigger.asks.HOLDS)
            elif isinstance(trigger, File):
                into = trigger.into.signature.asked
                asked |= {into} if into else set()
    return _named(asked)


def answers(operations: Sequence[Operation]) -> list[type[Model]]:
    """What questions are answered with."""
    said = (answered(o) for o in operations if o.decides_something)
    return _named(model for model in said if model)


def policies() -> list[type[Policy]]:
    """Every policy; its defaults are what the deployment ships."""
    return _named(KINDS.values())


def kept() -> list[type[Document]]:
    """Every kind of document."""
    return _named(DOCUMENTS.values())


def answered(operation: Operation) -> type[Model] | None:
    """The model that a reading operation answers with."""
    returned = typing.get_type_hints(operation.signature.function)["return"]
    for part in (returned, *typing.get_args(returned)):
        if typing.get_origin(part) is Answer:
            model: type[Model] = typing.get_args(part)[0]
            return model
    return None


def said_of(model: type[Model]) -> str:
    """The first sentences of what the model says of itself."""
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def open_to_more(schema: Any) -> Any:
    """The schema as a reader of it must take it: what it does not know, it ignores.

    We may add an optional field to what we tell without a new version; we never take one unknown.
    """
    if isinstance(schema, list):
        return [open_to_more(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = schema.get("additionalProperties") is False
    return {
        name: open_to_more(part)
        for name, part in schema.items()
        if not (closed and name == "additionalProperties")
    }


def bare(schema: Any, *, named: bool = False) -> Any:
    """The schema without what only explains it; `named` are the members of an object, kept all."""
    if isinstance(schema, list):
        return [bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: bare(part, named=name in NAMES and not named)
        for name, part in schema.items()
        if named or not (name in ANNOTATIONS or name == "$schema" or name.startswith("x-"))
    }


def parts(schema: Any) -> Iterator[Json]:
    """Every schema within a schema, itself first."""
    if isinstance(schema, list):
        for one in schema:
            yield from parts(one)
    elif isinstance(schema, dict):
        yield schema
        for name, part in schema.items():
            if name in NAMES and isinstance(part, dict):
                for one in part.values():
                    yield from parts(one)
            elif name not in ANNOTATIONS and name not in ("enum", "const", "required"):
                yield from parts(part)


M = typing.TypeVar("M", bound=Model)


def _named(models: Iterable[type[M]]) -> list[type[M]]:
    return sorted(set(models), key=lambda model: model.__name__)

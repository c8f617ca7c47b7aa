"""Every published file as text: the same operations always give the same bytes."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, File, Inbound
from infra.publish.catalogue import catalogue
from infra.publish.events import announced_types, event_schema
from infra.publish.examples import example_event
from infra.publish.openapi import openapi

PUBLISHED = Path(__file__).parents[2] / "schemas" / "published"


def documents(operations: Sequence[Operation]) -> dict[str, str]:
    """File name → content."""
    found: dict[str, Any] = {
        "openapi.json": openapi(operations),
        "catalogue.json": catalogue(operations),
    }
    for kind in announced_types():
        name = f"events/{kind.detail_type()}"
        found[f"{name}.schema.json"] = event_schema(kind)
        found[f"{name}.example.json"] = example_event(kind)
    for command in _commands(operations):
        found[f"commands/{command.__name__}.schema.json"] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **command.model_json_schema(),
        }
    return {name: _text(content) for name, content in sorted(found.items())}


def drift(operations: Sequence[Operation], folder: Path = PUBLISHED) -> list[str]:
    """The files that differ from what the operations say, are missing, or are left over."""
    wanted = documents(operations)
    there = {str(path.relative_to(folder)): path.read_text() for path in _files(folder)}
    return sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )


def write(operations: Sequence[Operation], folder: Path = PUBLISHED) -> list[str]:
    """Make the folder what the operations say; answers the files that changed."""
    changed, wanted = drift(operations, folder), documents(operations)
    for name in changed:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name])
        else:
            path.unlink()
    return changed


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.json") if path.is_file()]


def _commands(operations: Sequence[Operation]) -> list[type[Any]]:
    """What is asked at a door that changes something."""
    asked: set[type[Any]] = set()
    for operation in operations:
        for trigger in operation.triggers:
            if isinstance(trigger, Inbound) or (
                isinstance(trigger, Api) and trigger.method != "GET"
            ):
                asked.add(trigger.asks)
            elif isinstance(trigger, File):
                into = trigger.into.signature.asked
                asked |= {into} if into else set()
    return sorted(asked, key=lambda model: model.__name__)


def _text(content: Any) -> str:
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

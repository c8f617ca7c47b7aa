"""Every published file as text: the same operations always give the same bytes."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from functions.runtime.operation import Operation
from infra.publish.asyncapi import asyncapi
from infra.publish.catalogue import catalogue
from infra.publish.events import announced_types, event_schema
from infra.publish.examples import example, example_event
from infra.publish.models import answers, commands, kept, open_to_more, policies, schema_of
from infra.publish.openapi import openapi
from infra.publish.page import page
from infra.publish.runbooks import runbook_page
from infra.runbooks import PAGE as RUNBOOKS
from schemas.base import Model

PUBLISHED = Path(__file__).parents[2] / "schemas" / "published"
PAGE = "index.html"
RELEASED = "released.json"
"""What was last released: written by `--release` alone, so it is no part of the drift."""


def documents(operations: Sequence[Operation]) -> dict[str, str]:
    """File name → content."""
    found: dict[str, Any] = {
        "openapi.json": openapi(operations),
        "asyncapi.json": asyncapi(operations),
        "catalogue.json": catalogue(operations),
        **dict(_models(operations)),
    }
    texts = {name: text(content) for name, content in found.items()}
    pages = {PAGE: page(found), RUNBOOKS: runbook_page(operations)}
    return dict(sorted({**texts, **pages}.items()))


def _models(operations: Sequence[Operation]) -> Iterator[tuple[str, Any]]:
    for kind in announced_types():
        yield f"events/{kind.detail_type()}.schema.json", event_schema(kind)
        yield f"events/{kind.detail_type()}.example.json", example_event(kind)
    folders: dict[str, Sequence[type[Model]]] = {
        "commands": commands(operations),
        "answers": answers(operations),
        "policies": policies(),
        "documents": kept(),
    }
    for folder, models in folders.items():
        for model in models:
            told = folder in ("answers", "documents")
            schema = schema_of(model, "serialization" if told else "validation")
            shown = open_to_more(schema) if told else schema
            yield f"{folder}/{model.__name__}.schema.json", shown
            yield f"{folder}/{model.__name__}.example.json", example(model)


def drift(operations: Sequence[Operation], folder: Path = PUBLISHED) -> list[str]:
    """The files that differ from what the operations say, are missing, or are left over."""
    return _differing(documents(operations), folder)


def write(operations: Sequence[Operation], folder: Path = PUBLISHED) -> list[str]:
    """Make the folder what the operations say; answers the files that changed."""
    wanted = documents(operations)
    changed = _differing(wanted, folder)
    for name in changed:
        path = folder / name
        if name in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[name], encoding="utf-8")
        else:
            path.unlink()
    return changed


def _differing(wanted: dict[str, str], folder: Path) -> list[str]:
    there = {str(path.relative_to(folder)): path.read_text("utf-8") for path in _files(folder)}
    return sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.*") if path.is_file() and path.name != RELEASED]


def text(content: Any) -> str:
    """JSON as it is committed: sorted, indented, readable."""
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

"""The fields of a model as a reader wants them: name, whether it must be there, what it may be."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from infra.publish.page.html import Html, Part, joined, link, table, tag
from schemas.base import Code
from schemas.money import Amount, Currency, Percent, Price

Json = dict[str, Any]

HEADS = ("field", "needed", "what it is", "limits")
LIMITS = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "minimum": "from {}",
    "maximum": "to {}",
}
TRADE = {
    TypeAdapter(kind).json_schema()["pattern"]: word
    for kind, word in (
        (Price, "decimal"),
        (Amount, "amount"),
        (Percent, "percent"),
        (Currency, "currency"),
        (Code, "code"),
    )
}
"""Texts whose shape has a name in the trade; the name says it better than the pattern."""
WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "yes or no",
    "object": "names → any",
}


def fields(schema: Json, definitions: Json) -> Html:
    """A table of the fields; what is made of fields itself is linked to its own table."""
    needed = schema.get("required", ())
    rows = [
        (
            tag("code", name),
            "yes" if name in needed else "",
            _kind(part, definitions),
            limits(part, definitions),
        )
        for name, part in schema.get("properties", {}).items()
    ]
    return table(HEADS, rows)


def _kind(schema: Json, definitions: Json) -> Html:
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2], definitions)
    if "const" in schema:
        return tag("code", json.dumps(schema["const"]))
    if "enum" in schema:
        return joined((tag("code", str(value)) for value in schema["enum"]), ", ")
    for name in ("anyOf", "oneOf"):
        if name in schema:
            kinds = [_kind(p, definitions) for p in schema[name] if p.get("type") != "null"]
            return joined(dict.fromkeys(kinds), " or ")
    if schema.get("type") == "array":
        return joined(("list of ", _kind(schema.get("items", {}), definitions)))
    return _plain(schema)


def _plain(schema: Json) -> Html:
    if schema.get("writeOnly"):
        return Html("sensitive text, sealed at the door")
    if schema.get("pattern") in TRADE:
        return joined((TRADE[schema["pattern"]],))
    return joined((schema.get("format") or WORDS.get(schema.get("type", ""), "anything"),))


def _named(name: str, definitions: Json) -> Html:
    target = definitions.get(name, {})
    if "properties" in target:
        return link(f"#shape-{name}", name)
    return _kind(target, definitions)


def limits(schema: Json, definitions: Json) -> Html:
    """What a value must keep to, in words."""
    return joined(dict.fromkeys(_said(schema, definitions)), "; ")


def _said(schema: Json, definitions: Json) -> Iterator[Part]:
    for part in schema.get("anyOf", ()):
        yield from _said(part, definitions)
    if schema.get("pattern") not in TRADE:
        for name, words in LIMITS.items():
            if name in schema and (name, schema[name]) != ("minLength", 1):
                yield words.format(schema[name])
        if "pattern" in schema:
            yield tag("code", schema["pattern"], class_="pattern")
    default = schema.get("default")
    if isinstance(default, str | int) and default != "":
        yield joined(("else ", tag("code", json.dumps(default))))


def shapes(schemas: list[Json]) -> dict[str, tuple[Json, Json]]:
    """What is made of fields, by name, with the definitions that it refers to."""
    found: dict[str, tuple[Json, Json]] = {}
    for schema in schemas:
        definitions = schema.get("$defs", {})
        for name, part in {**definitions, schema["title"]: schema}.items():
            if "properties" in part:
                found.setdefault(name, (part, definitions))
    return dict(sorted(found.items()))

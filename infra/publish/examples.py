"""One example of each event, made from its schema and accepted by its model."""

from typing import Any

from schemas.events.envelope import Envelope, Event

Json = dict[str, Any]

PATTERNS = {
    "^[A-Z]{3}$": "EUR",
    "^[A-Z0-9]{2}$": "DE",
    "^[0-9a-f]{64}$": "5f2b" * 16,
    "^[a-z][a-z_ ]{0,30}$": "received",
    "^[a-z][a-z_]{1,40}$": "posting",
    "^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$": "ACME-DE",
    "^(\\*|[A-Za-z0-9][A-Za-z0-9._:/-]{0,63})$": "ACME-DE",
    "^[^#\\x00-\\x1f\\x7f]{1,64}$": "DE123456789",
    "^(?:0|[1-9][0-9]{0,3})(?:\\.[0-9]{1,10})?$": "2.00",
}
"""A text for each pattern of the schemas; amounts have patterns of their own, all alike."""

NAMED = {
    "number": "RE-2026-4711",
    "reference": "AAAAAAAAAAAAAAAA",
    "system": "sap",
    "erp_number": "5105600001 ACME 2026",
    "case": "case_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "about": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "owner": "accounts-payable",
}
"""A text for each field that any text would do for."""
FORMATS = {"date": "2026-11-20", "date-time": "2026-11-20T09:30:00Z"}
AMOUNT = "1190.00"
HASH = "5f2b" * 16

_ENVELOPE: Json = {
    "id": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa@3",
    "tenant": "acme",
    "entity": "ACME-DE",
    "document": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "kind": "inv",
    "version": 3,
    "state": "validated",
    "occurred_at": "2026-11-20T09:30:00.000000Z",
    "actor": {"kind": "machine", "id": "procurement", "door": "api"},
    "correlation": "0b7f6d3c1a9e4f52",
    "causation": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa@2",
    "policies": {"posting": HASH},
    "content": HASH,
    "previous_hash": HASH,
    "hash": HASH,
}


def example_event(kind: type[Event]) -> Json:
    """The detail of such an event. Raises ValidationError where its model would not have it."""
    schema = kind.model_json_schema()
    data = _value(schema, schema.get("$defs", {}))
    shown = kind.model_validate(data).model_dump(mode="json")
    whole = {**_ENVELOPE, "type": kind.detail_type(), "source": kind.SOURCE, "data": shown}
    return Envelope.model_validate(whole).model_dump(mode="json")


def _value(schema: Json, definitions: Json) -> Any:
    """The simplest value of a schema: its default, its first choice, its required parts."""
    if "$ref" in schema:
        return _value(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for given in ("const", "default"):
        if given in schema:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], definitions)
    return _of_type(schema, definitions)


def _of_type(schema: Json, definitions: Json) -> Any:
    match schema.get("type"):
        case "object":
            return {
                name: _member(name, schema["properties"][name], definitions)
                for name in schema.get("required", ())
            }
        case "array":
            return [_value(schema["items"], definitions)] * max(schema.get("minItems", 1), 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return _text(schema)


def _member(name: str, schema: Json, definitions: Json) -> Any:
    free = schema.get("type") == "string" and not schema.keys() & {"pattern", "format", "enum"}
    return NAMED.get(name, "as it is printed") if free else _value(schema, definitions)


def _text(schema: Json) -> str:
    """Raises LookupError for a pattern that nobody gave an example of."""
    if "format" in schema:
        return FORMATS[schema["format"]]
    pattern = schema.get("pattern")
    if pattern is None:
        return "as it is printed"[: schema.get("maxLength", 255)]
    if pattern in PATTERNS:
        return PATTERNS[pattern]
    if "[0-9]{0,14}" in pattern:
        return AMOUNT
    raise LookupError(f"give PATTERNS an example of {pattern}")

"""One example of each model, made from its schema and accepted by it."""

import re
from collections.abc import Iterator
from typing import Any

from schemas.base import Document, Model
from schemas.events.envelope import Envelope, Event
from schemas.policies.base import Policy

Json = dict[str, Any]

HASH = "5f2b" * 16
INVOICE = "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa"
DAY, MOMENT = "2026-11-20", "2026-11-20T09:30:00Z"
INSTANT = "2026-11-20T09:30:00.000000Z"

NAMED = {
    "about": INVOICE,
    "assignee": "ann",
    "after": "",
    "at": INSTANT,
    "capture": "scan-000417",
    "case": "case_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "client": "procurement",
    "code": "S-1001",
    "content": HASH,
    "confidence": "0.97",
    "country": "DE",
    "currency": "EUR",
    "description": "signed at the gate",
    "entity": "ACME-DE",
    "evidence": HASH,
    "erp_number": "5105600001 ACME 2026",
    "event_id": f"{INVOICE}@2",
    "field": "number",
    "fields.value": "RE-2026-4711",
    "gross": "1190.00",
    "hash": HASH,
    "id": INVOICE,
    "key": "in/procurement/invoices/2026-11-20.xml",
    "kind": "inv",
    "lines.id": "1",
    "media_type": "application/pdf",
    "name": "Musterbau GmbH",
    "net": "1000.00",
    "number": "RE-2026-4711",
    "owner": "accounts-payable",
    "previous_hash": HASH,
    "proposed_by": "ann",
    "approved_by": "bob",
    "policy_version": "4f0c2a91d7e35b68",
    "purpose": "delivery-note",
    "queue": "payables.post_invoice",
    "received_at": INSTANT,
    "reference": "AAAAAAAAAAAAAAAA",
    "rule": "approval",
    "scheme": "VAT",
    "sha256": HASH,
    "state": "validated",
    "submission_id": "procurement-2026-000417",
    "supplier": "sup_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "supplier_code": "S-1001",
    "system": "sap",
    "type": "InvoiceReceived.v1",
    "value": "DE123456789",
    "version": "4f0c2a91d7e35b68",
}
"""A text for each field that is known by its name, wherever its schema takes it."""
TEXTS = ("as it is printed", "posting", *NAMED.values(), "19", "2.00", "S", "account")
"""The first of these that a schema takes is its example."""
FORMATS = {"date": DAY, "date-time": MOMENT}
SHOWN = frozenset({"assignee", "name", "due_date", "gross"})
"""Fields that an example says although it need not."""

_ENVELOPE: Json = {
    "id": f"{INVOICE}@3",
    "tenant": "acme",
    "entity": "ACME-DE",
    "document": INVOICE,
    "kind": "inv",
    "version": 3,
    "state": "validated",
    "occurred_at": INSTANT,
    "actor": {"kind": "machine", "id": "procurement", "door": "api"},
    "correlation": "0b7f6d3c1a9e4f52",
    "causation": f"{INVOICE}@2",
    "policies": {"posting": HASH},
    "content": HASH,
    "previous_hash": HASH,
    "hash": HASH,
}


def example_event(kind: type[Event]) -> Json:
    """The detail of such an event. Raises ValidationError where its model would not have it."""
    shown = kind.model_validate(_made(kind)).model_dump(mode="json")
    whole = {**_ENVELOPE, "type": kind.detail_type(), "source": kind.SOURCE, "data": shown}
    return Envelope.model_validate(whole).model_dump(mode="json")


def example(model: type[Model], *, whole: bool = False) -> Json:
    """A simple one of this model, as it is sent; a policy as the deployment ships it.

    A `whole` one says all that it may leave out as well.
    Raises ValidationError where the model would not have it.
    """
    if issubclass(model, Policy):
        return model().model_dump(mode="json")
    data = _made(model)
    if whole:
        schema = model.model_json_schema()
        left = {name: part for name, part in schema["properties"].items() if name not in data}
        definitions = schema.get("$defs", {})
        data |= {name: _value(f".{name}", part, definitions) for name, part in left.items()}
    made = model.model_validate(data)
    return made.model_dump(mode="json", exclude_none=True) if issubclass(model, Document) else data


def _made(model: type[Model]) -> Json:
    schema = model.model_json_schema()
    data: Json = _value("", schema, schema.get("$defs", {}))
    return data


def _value(name: str, schema: Json, definitions: Json) -> Any:
    """The simplest value of a schema: its default, its first choice, its required parts."""
    if "$ref" in schema:
        return _value(name, definitions[schema["$ref"].rpartition("/")[2]], definitions)
    for given in ("const", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _value(name, schema["anyOf"][0], definitions)
    return _of_type(name, schema, definitions)


def _of_type(name: str, schema: Json, definitions: Json) -> Any:
    match schema.get("type"):
        case "object":
            return dict(_members(name.rpartition(".")[2], schema, definitions))
        case "array":
            item = _value(name, schema["items"], definitions)
            return [item] * max(schema.get("minItems", 1), 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return _text(name, schema)


def _members(owner: str, schema: Json, definitions: Json) -> Iterator[tuple[str, Any]]:
    required = schema.get("required", ())
    for name, part in schema.get("properties", {}).items():
        if name in required or name in SHOWN:
            yield name, _value(f"{owner}.{name}", part, definitions)


def _text(name: str, schema: Json) -> str:
    """Raises LookupError for a text that nobody gave an example of."""
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    for text in (NAMED.get(name), NAMED.get(name.rpartition(".")[2]), *TEXTS):
        if text is not None and _taken(text, schema):
            return text
    raise LookupError(f"give TEXTS an example of {schema.get('pattern')}, for {name}")


def _taken(text: str, schema: Json) -> bool:
    longest = schema.get("maxLength", len(text))
    fits = schema.get("minLength", 0) <= len(text) <= longest
    return fits and bool(re.search(schema.get("pattern", ""), text))

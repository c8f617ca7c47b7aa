"""What partners build against is what the operations say."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # has no types
from openapi_spec_validator import validate

from functions.runtime.registry import discover
from infra.openapi import routes
from infra.publish.documents import documents, drift, write
from infra.publish.events import announced_types, event_schema
from infra.publish.examples import example_event
from schemas.events.envelope import Envelope, Event
from schemas.events.invoice import InvoiceEvent, InvoiceReceived

OPERATIONS = discover()


def test_the_same_operations_give_the_same_bytes() -> None:
    assert documents(OPERATIONS) == documents(discover())


@pytest.mark.parametrize("kind", announced_types(), ids=lambda kind: str(kind.__name__))
def test_an_example_is_accepted_by_its_schema_and_its_model(kind: type[Event]) -> None:
    schema, example = event_schema(kind), example_event(kind)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(example)
    told = Envelope.model_validate(example)
    assert kind.model_validate(told.data).detail_type() == told.type
    assert schema["x-owner"]


def test_a_wrong_detail_is_refused_by_the_schema() -> None:
    schema, example = event_schema(InvoiceReceived), example_event(InvoiceReceived)
    other = {**example, "type": "InvoicePosted.v1"}
    lacking = {**example, "data": {**example["data"], "gross": 12.5}}
    for wrong in (other, lacking):
        assert not Draft202012Validator(schema).is_valid(wrong)


def test_what_several_events_share_is_no_event() -> None:
    kinds = announced_types()
    assert InvoiceReceived in kinds
    assert InvoiceEvent not in kinds


def test_every_announced_event_is_published() -> None:
    emitted = {
        kind
        for operation in OPERATIONS
        if operation.decides_something
        for kind in operation.signature.emits
    }
    assert emitted <= set(announced_types())


def test_the_contract_is_valid_and_has_every_route() -> None:
    contract = json.loads(documents(OPERATIONS)["openapi.json"])
    validate(contract)
    found = {(m.upper(), path) for path, item in contract["paths"].items() for m in item}
    assert found == {(route.method, route.path) for _, route in routes(OPERATIONS)}


def test_drift_names_the_file(tmp_path: Path) -> None:
    assert "openapi.json" in write(OPERATIONS, tmp_path)
    assert drift(OPERATIONS, tmp_path) == []

    (tmp_path / "catalogue.json").write_text("{}")
    (tmp_path / "events" / "Gone.v1.schema.json").write_text("{}")

    assert drift(OPERATIONS, tmp_path) == ["catalogue.json", "events/Gone.v1.schema.json"]
    write(OPERATIONS, tmp_path)
    assert drift(OPERATIONS, tmp_path) == []

"""What partners build against is what the operations say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # has no types
from openapi_spec_validator import validate

from functions.runtime.registry import discover
from infra.openapi import routes
from infra.publish.asyncapi import asyncapi
from infra.publish.documents import documents, drift, write
from infra.publish.events import announced_types, emitted, event_schema, versions
from infra.publish.examples import example, example_event
from infra.publish.models import answers, commands, kept, policies, schema_of
from schemas.base import Model
from schemas.documents import DOCUMENTS
from schemas.events.envelope import Envelope, Event
from schemas.events.invoice import InvoiceEvent, InvoiceReceived
from schemas.policies.kinds import KINDS
from tests.company import ANN, ENTITIES, START, company, policy, submit
from tests.house import House
from tests.unit.kernel.test_event_versions import PaymentSettled, SettledV1, SettledV2

OPERATIONS = discover()
PUBLISHED = documents(OPERATIONS)
WRITTEN = [*commands(OPERATIONS), *policies()]
TOLD = [*answers(OPERATIONS), *kept()]


def test_the_same_operations_give_the_same_bytes() -> None:
    assert documents(discover()) == PUBLISHED


@pytest.mark.parametrize("kind", announced_types(), ids=lambda kind: str(kind.__name__))
def test_an_example_is_accepted_by_its_schema_and_its_model(kind: type[Event]) -> None:
    schema, example = event_schema(kind), example_event(kind)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(example)
    told = Envelope.model_validate(example)
    assert kind.model_validate(told.data).detail_type() == told.type
    assert schema["x-owner"]


@pytest.mark.parametrize("model", [*WRITTEN, *TOLD], ids=lambda model: str(model.__name__))
def test_a_model_as_it_is_written_is_valid_by_its_own_schema(model: type[Model]) -> None:
    shown = example(model)
    taken, told = (schema_of(model, mode) for mode in ("validation", "serialization"))
    for schema in (taken, told):
        Draft202012Validator.check_schema(schema)
    Draft202012Validator(taken).validate(shown)
    made = model.model_validate(shown)
    Draft202012Validator(told).validate(made.model_dump(mode="json"))
    if model in TOLD:
        Draft202012Validator(taken).validate(made.model_dump(mode="json"))


def test_every_policy_and_document_is_published() -> None:
    published = PUBLISHED
    for model in (*KINDS.values(), *DOCUMENTS.values()):
        folder = "documents" if model in DOCUMENTS.values() else "policies"
        assert f"{folder}/{model.__name__}.schema.json" in published


def test_a_wrong_detail_is_refused_by_the_schema() -> None:
    schema, example = event_schema(InvoiceReceived), example_event(InvoiceReceived)
    other = {**example, "type": "InvoicePosted.v1"}
    lacking = {**example, "data": {**example["data"], "gross": 12.5}}
    for wrong in (other, lacking):
        assert not Draft202012Validator(schema).is_valid(wrong)


def test_readers_are_told_to_ignore_what_is_new_and_writers_that_it_is_refused() -> None:
    told = example_event(InvoiceReceived)
    told["data"]["later"] = "a field of a later day"
    assert Draft202012Validator(event_schema(InvoiceReceived)).is_valid(told)
    published = PUBLISHED
    asked = json.loads(published["commands/SubmitInvoice.example.json"])
    schema = json.loads(published["commands/SubmitInvoice.schema.json"])
    assert not Draft202012Validator(schema).is_valid({**asked, "later": "x"})


def test_what_several_events_share_is_no_event() -> None:
    kinds = announced_types()
    assert InvoiceReceived in kinds
    assert InvoiceEvent not in kinds


def test_every_announced_event_is_published() -> None:
    told = {kind for operation in OPERATIONS for kind in emitted(operation)}
    assert told <= set(announced_types())


def test_every_event_knows_the_version_before_it() -> None:
    for kind in announced_types():
        assert next(versions(kind)) is kind
    assert list(versions(PaymentSettled)) == [PaymentSettled, SettledV2, SettledV1]


def test_a_version_that_skips_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PaymentSettled, "PREVIOUS", SettledV1)
    with pytest.raises(ValueError, match="SettledV1 is not the version before it"):
        list(versions(PaymentSettled))


def test_the_contract_is_valid_and_has_every_route() -> None:
    contract = json.loads(PUBLISHED["openapi.json"])
    validate(contract)
    found = {(m.upper(), path) for path, item in contract["paths"].items() for m in item}
    assert found == {(route.method, route.path) for _, route in routes(OPERATIONS)}


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def test_the_buses_contract_holds_together() -> None:
    contract, published = asyncapi(OPERATIONS), PUBLISHED
    assert contract["asyncapi"] == "3.0.0"
    for reference in _references(contract):
        if reference.startswith("./"):
            assert reference.removeprefix("./") in published
            continue
        target: Any = contract
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
    for name, done in contract["operations"].items():
        assert done["action"] in ("send", "receive"), name
        [message] = done["messages"]
        assert message["$ref"].startswith(f"{done['channel']['$ref']}/messages/")
    told = {kind.detail_type() for kind in announced_types()}
    assert told <= set(contract["channels"])
    assert "inbound.InvoiceSubmitted" in contract["channels"]


def test_the_examples_on_the_buses_are_valid_by_what_they_refer_to() -> None:
    published = PUBLISHED
    for message in asyncapi(OPERATIONS)["components"]["messages"].values():
        schema = json.loads(published[message["payload"]["$ref"].removeprefix("./")])
        for one in message["examples"]:
            Draft202012Validator(schema).validate(one["payload"])


def test_drift_names_the_file(tmp_path: Path) -> None:
    assert "openapi.json" in write(OPERATIONS, tmp_path)
    assert drift(OPERATIONS, tmp_path) == []

    (tmp_path / "catalogue.json").write_text("{}")
    (tmp_path / "index.html").write_text("nothing")
    (tmp_path / "events" / "Gone.v1.schema.json").write_text("{}")

    changed = ["catalogue.json", "events/Gone.v1.schema.json", "index.html"]
    assert drift(OPERATIONS, tmp_path) == changed
    write(OPERATIONS, tmp_path)
    assert drift(OPERATIONS, tmp_path) == []


def test_what_a_write_answers_is_what_the_contract_says() -> None:
    schema = json.loads(PUBLISHED["openapi.json"])["components"]["schemas"]["Accepted"]
    house = House()
    version = policy(house, "entities", ENTITIES)
    _, proposed, _ = house.call(
        "POST",
        "/v1/policies/entities/proposals",
        {"entity": "*", "content": ENTITIES, "effective_from": START},
        claims=ANN,
        key="again",
    )
    status, accepted, _ = submit(company())
    assert (status, proposed["version"]) == (201, version)
    for said in (proposed, accepted):
        Draft202012Validator(schema).validate(said)

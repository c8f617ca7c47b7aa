"""What an auditor is handed checks out by itself, and says so when it was tampered with."""

import json
from typing import Any

import pytest

from functions.audit.bundle import Bundle, drawn, population
from functions.audit.controls import CONTROLS
from functions.audit.found import Tampering
from functions.audit.handed import checked
from functions.runtime.registry import discover
from tests.company import ANN, CALLERS, policy
from tests.house import House
from tests.unit.audit.histories import seal, sealed, sealed_company

AUDITOR = {"sub": "eve-1", "username": "eve", "client_id": "web"}
PEOPLE = [
    *CALLERS["people"],
    {
        "person": "eve",
        "tenant": "acme",
        "subjects": ["eve-1"],
        "entities": ["*"],
        "roles": ["auditor"],
    },
]


@pytest.fixture(scope="module")
def house() -> House:
    made = sealed_company()
    policy(made, "callers", {**CALLERS, "people": PEOPLE})
    made.settle()
    return made


@pytest.fixture(scope="module")
def document(house: House) -> str:
    return next(iter(house.states()))


@pytest.fixture
def handed(house: House, document: str) -> dict[str, Any]:
    status, said, _ = house.call("GET", f"/v1/documents/{document}/bundle", claims=AUDITOR)
    assert status == 200, said
    copied: dict[str, Any] = json.loads(json.dumps(said))
    return copied


def found(house: House, said: dict[str, Any]) -> set[Tampering]:
    bundle = Bundle.model_validate_json(json.dumps(said))
    return {one.what for one in checked(bundle, sealed(house).keys)}


def test_a_bundle_tells_all_and_proves_it(house: House, handed: dict[str, Any]) -> None:
    assert found(house, handed) == set()
    (told,) = handed["documents"]
    assert len(told["events"]) == len(told["decided_by"]) > 2
    assert told["proofs"][0]["head"][2] == len(told["events"])
    assert told["attempts"][0]["outcome"] == "done"
    agreed = {one["policy"]: one for one in told["policies"] if "approved_by" in one}
    assert (agreed["posting"]["proposed_by"], agreed["posting"]["approved_by"]) == ("ann", "bob")
    assert json.loads(agreed["posting"]["content"])["company"] == "1010"


def test_only_an_auditor_is_handed_one(house: House, document: str) -> None:
    assert house.call("GET", f"/v1/documents/{document}/bundle", claims=ANN)[0] == 403


def test_a_document_that_is_not_sealed_yet_has_no_proof(house: House) -> None:
    path = "/v1/documents/policy%23callers%23%2A/bundle"
    before = house.call("GET", path, claims=AUDITOR)[1]["documents"][0]
    assert before["proofs"][0]["head"][2] < len(before["events"])
    seal(house)
    after = house.call("GET", path, claims=AUDITOR)[1]["documents"][0]
    assert after["proofs"][0]["head"][2] == len(after["events"])


def test_an_edited_event_is_found(house: House, handed: dict[str, Any]) -> None:
    event = handed["documents"][0]["events"][1]
    event["envelope"] = event["envelope"].replace("DE01", "DE02")
    assert Tampering.EDITED in found(house, handed)


def test_a_shortened_history_is_found(house: House, handed: dict[str, Any]) -> None:
    handed["documents"][0]["events"].pop()
    handed["documents"][0]["decided_by"].pop()
    assert found(house, handed) == {Tampering.TRUNCATED}


def test_a_proof_of_another_leaf_is_found(house: House, handed: dict[str, Any]) -> None:
    handed["documents"][0]["proofs"][0]["head"][3] = "0" * 64
    assert Tampering.FORGED in found(house, handed)


def test_a_seal_by_nobody_is_found(house: House, handed: dict[str, Any]) -> None:
    handed["documents"][0]["proofs"][0]["seal"]["statement"]["count"] = 7
    assert found(house, handed) == {Tampering.FORGED}


def test_a_bundle_without_proof_is_found(house: House, handed: dict[str, Any]) -> None:
    handed["documents"][0]["proofs"] = []
    assert found(house, handed) == {Tampering.INSERTED}


def test_a_sample_is_the_same_for_whoever_draws_it() -> None:
    events = [f"inv_{n}@3" for n in range(100)]
    sample = drawn("posting", "2026-01", "2026-02", events, 10)
    assert sample == drawn("posting", "2026-01", "2026-02", events[::-1], 10)
    assert len(set(sample)) == 10
    assert sample != drawn("posting", "2026-02", "2026-03", events, 10)
    assert drawn("posting", "2026-01", "2026-02", events[:3], 10) == events[:3]


def test_every_control_is_about_events_that_there_are() -> None:
    emitted = {
        kind.detail_type().partition(".")[0]
        for operation in discover()
        if operation.decides_something
        for declared in (operation.signature, operation.effect and operation.conclusion)
        if declared
        for kind in declared.emits
    }
    opened = {"CaseOpened", "FileClosed", "FileRefused"}
    assert {name for names in CONTROLS.values() for name in names} <= emitted | opened
    assert population("nothing", "", "9", []) == []

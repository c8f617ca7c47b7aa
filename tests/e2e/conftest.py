"""The real app on the emulator, once for all tests: deployed, with SAP, people and policies."""

import os
from collections.abc import Callable, Iterator

import pytest

from local.demo import company
from local.demo.stage import Stage, raise_stage
from local.engine.emulator import free_port
from tests.e2e.witness import Witness

PORT = int(os.environ.get("E2E_PORT", "4566"))
HASTE = company.RESILIENCE | {"failures_to_open": 50, "lease_seconds": 31}
HASTE |= {"settle_seconds": {"sap": 10}}
"""A sender that is killed is asked about after seconds; no circuit opens between the tests."""


@pytest.fixture(scope="package")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witness]:
    """The stage at rest, and somebody who listens to its internal bus."""
    started: list[Callable[[], None]] = []
    try:
        stage = raise_stage(tmp_path_factory.mktemp("stage"), started, free_port(PORT))
        _in_haste(stage)
        yield Witness(stage)
    finally:
        for end in reversed(started):
            end()


def _in_haste(stage: Stage) -> None:
    """Before the first posting, so that no function has cached what the demo decided."""
    proposal = {"entity": "*", "content": HASTE, "effective_from": "2026-01-02T00:00:00Z"}
    said = stage.ann.write("POST", "/v1/policies/resilience/proposals", proposal, "in haste")
    approval = f"/v1/policies/resilience/{said.body['version']}/approval"
    said = stage.bob.write("POST", approval, {"entity": "*"}, "in haste: agreed")
    assert said.status == 200, said.body

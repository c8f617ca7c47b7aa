"""A cold start pays for what its operation uses: each of these was once loaded for nothing."""

import subprocess
import sys

import pytest

from tests.gates.source import ROOT

STARTED = """
import importlib, sys
from functions.runtime.dispatch import prepare
operation = importlib.import_module(sys.argv[1]).operation
prepare(operation)
assert all(model.__pydantic_complete__ for model in operation.signature.models())
print(*sys.modules)
"""
NEVER = {"boto3", "cryptography", "lxml", "schemas.documents", "schemas.policies.kinds"}
ADAPTERS = {"http", "consume", "files", "inbound", "attached", "step", "relay"}


def _loaded(module: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", STARTED, module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    ("module", "adapters"),
    [
        ("functions.payables.submit_invoice", {"http"}),
        ("functions.payables.read_invoice", {"http"}),
        ("functions.payables.validate_invoice", {"consume"}),
        ("functions.payables.await_review", {"step"}),
    ],
)
def test_only_its_own_adapters_are_loaded(module: str, adapters: set[str]) -> None:
    loaded = _loaded(module)
    assert not NEVER & loaded
    assert {name for name in ADAPTERS if f"functions.runtime.{name}" in loaded} == adapters

"""The published contract against the served API: made-up requests, sound and unsound."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from infra.publish.openapi import openapi
from local.engine.emulator import BUILD
from tests.e2e.witness import OPERATIONS, Witness

pytestmark = pytest.mark.e2e
SEED = "7"
SECONDS_MAX = 120
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "ignored_auth",
)
# A throttled request was refused before it was read. The token comes by the environment: what a
# command is started with can be read by all.
SETTINGS = """
[headers]
Authorization = "Bearer ${TOKEN}"

[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "409", "413", "422", "429"]
"""


def test_the_served_api_keeps_its_contract(witness: Witness, tmp_path: Path) -> None:
    """No 5xx, nothing undocumented, what is unsound refused, and no route without a token."""
    settings, contract = tmp_path / "schemathesis.toml", tmp_path / "openapi.json"
    settings.write_text(SETTINGS)
    contract.write_text(json.dumps(openapi(OPERATIONS)))
    command = [str(BUILD / "fuzz/bin/schemathesis"), "--config-file", str(settings), "run"]
    command += [str(contract), "--url", witness.deployment.api, "--checks", ",".join(CHECKS)]
    command += ["--phases", "coverage,fuzzing", "--max-examples", "3", "--seed", SEED]
    command += ["--continue-on-failure", "--no-color", "--warnings", "off"]
    environ = os.environ | {"TOKEN": witness.stage.ann.token}
    done = subprocess.run(
        [*command, "--generation-database", "none"],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    assert done.returncode == 0, "\n".join(line[:200] for line in done.stdout.splitlines()[-200:])
    assert "generated" in done.stdout

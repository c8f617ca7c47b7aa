"""The function asset and the pins: nothing missing, nothing that differs by machine."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.bundle import HOST, build_code, build_layer, host_python
from infra.bundle.asset import ROOT, build, content_digest
from infra.bundle.code import function_sources


def test_code_asset_is_the_same_whatever_the_shell_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_code(tmp_path / "first", python=host_python())
    monkeypatch.setenv("PYTHONOPTIMIZE", "1")
    second = build_code(tmp_path / "second", python=host_python())

    assert first.digest == second.digest
    assert content_digest(second.path) == second.digest
    assert first.bytecode


def test_code_asset_holds_the_two_packages_only(tmp_path: Path) -> None:
    asset = build_code(tmp_path / "code", python=host_python())

    assert {path.name for path in asset.path.iterdir()} == {"functions", "schemas"}


def test_tests_contracts_and_caches_are_not_uploaded(tmp_path: Path) -> None:
    kept = "functions/payables/submit_invoice.py", "schemas/policies/defaults.json"
    left = (
        "functions/payables/tests/test_terms.py",
        "schemas/published/openapi.json",
        "schemas/__pycache__/money.cpython-311.pyc",
        "schemas/.DS_Store",
        "infra/app.py",
    )
    for name in [*kept, *left]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    sources = [str(path.relative_to(tmp_path)) for path in function_sources(tmp_path)]

    assert sources == list(kept)


def test_bytecode_is_never_compared_with_its_source(tmp_path: Path) -> None:
    """Flag 1 in a .pyc header is an unchecked hash (PEP 552)."""
    asset = build_code(tmp_path / "code", python=host_python())

    flags = {file.read_bytes()[4:8] for file in asset.path.rglob("*.pyc")}
    assert flags == {b"\x01\x00\x00\x00"}


def test_bytecode_is_left_out_where_its_python_is_missing(tmp_path: Path) -> None:
    asset = build_code(tmp_path / "code", python="3.99")

    assert not asset.bytecode
    assert not list(asset.path.rglob("*.pyc"))


def test_an_interpreter_that_does_not_start_counts_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version manager's shim for a version that is not selected."""
    shim = tmp_path / "bin" / "python3.99"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    monkeypatch.setenv("PATH", str(shim.parent), prepend=":")

    assert not build_code(tmp_path / "code", python="3.99").bytecode


def test_local_code_asset_can_start_itself(tmp_path: Path) -> None:
    asset = build_code(tmp_path / "code", python=host_python(), local=True)

    assert (asset.path / "bootstrap").stat().st_mode & 0o777 == 0o755
    assert (asset.path / "local_ric.py").is_file()


def test_asset_is_made_once_for_its_inputs(tmp_path: Path) -> None:
    made: list[str] = []

    def write(work: Path) -> bool:
        made.append("made")
        (work / "entry.txt").write_text("entry")
        return True

    first = build(tmp_path / "asset", "inputs", write)
    again = build(tmp_path / "asset", "inputs", write)
    changed = build(tmp_path / "asset", "other inputs", write)

    assert first == again == changed
    assert made == ["made", "made"]


def test_builds_of_one_asset_wait_for_each_other(tmp_path: Path) -> None:
    made: list[str] = []

    def write(work: Path) -> bool:
        made.append("made")
        time.sleep(0.05)
        return True

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(build, tmp_path / "asset", "inputs", write) for _ in range(2)]

    assert both[0].result() == both[1].result()
    assert made == ["made"]


def test_a_build_that_fails_leaves_the_asset_that_stood(tmp_path: Path) -> None:
    def write(work: Path) -> bool:
        (work / "entry.txt").write_text("entry")
        return True

    def fail(work: Path) -> bool:
        (work / "half.txt").write_text("half")
        raise LookupError("no wheel")

    asset = build(tmp_path / "asset", "inputs", write)
    with pytest.raises(LookupError):
        build(asset.path, "other inputs", fail)

    assert [path.name for path in asset.path.iterdir()] == ["entry.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".asset.lock", "asset"]


def test_mode_and_date_of_a_file_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    def write(work: Path) -> bool:
        (work / "entry.txt").write_text("entry")
        (work / "entry.txt").chmod(0o640)
        (work / "run").write_text("")
        (work / "run").chmod(0o700)
        return True

    asset = build(tmp_path / "asset", "inputs", write)

    modes = {path.name: path.stat().st_mode & 0o777 for path in asset.path.iterdir()}
    assert modes == {"entry.txt": 0o644, "run": 0o755}
    assert {path.stat().st_mtime for path in asset.path.iterdir()} == {315_532_800.0}


def test_layer_of_this_machine_needs_this_machines_python(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"not 3\.99"):
        build_layer(HOST, "3.99", tmp_path / "layer")


def test_pins_name_no_registry_and_every_package_has_a_hash() -> None:
    for pins in sorted((ROOT / "requirements").glob("*.txt")):
        text = pins.read_text()
        assert "http" not in text, pins.name
        assert "index-url" not in text, pins.name
        assert "find-links" not in text, pins.name
        packages = [line for line in text.splitlines() if "==" in line and line[0] not in " #"]
        assert packages, pins.name
        assert all(line.endswith("\\") for line in packages), pins.name


def test_no_sdk_is_deployed() -> None:
    """It would be a third of a cold start; the wire to AWS needs none."""
    pins = (ROOT / "requirements" / "lambda.txt").read_text()
    assert not re.search(r"^(boto3|botocore|s3transfer)==", pins, re.MULTILINE)


def test_stamp_names_no_path_of_the_machine(tmp_path: Path) -> None:
    asset = build_code(tmp_path / "code", python=host_python())

    stamp = json.loads((tmp_path / ".code.json").read_text())
    assert stamp["path"] == asset.path.name

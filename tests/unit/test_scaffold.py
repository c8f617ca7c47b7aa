"""`make new`: what it writes works at once, in every gate, and nothing else is touched."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.scaffold import ROOT, scaffold

COPIED = ("functions", "schemas", "infra", "local", "tests")
FILES = ("pyproject.toml", "cdk.json", "app.py")
CACHES = shutil.ignore_patterns("__pycache__", "published")
KNOWN = """
from functions.runtime.registry import discover
from infra.needs import needs_of
from infra.publish.events import announced_types
found = {operation.name: operation for operation in discover()}
operation = found["payables.approve_invoice"]
assert operation.summary == "Approve an invoice."
assert needs_of(operation).commits
assert needs_of(operation).keys
assert "InvoiceApproved.v1" in {kind.detail_type() for kind in announced_types()}
"""


FAULTS = """
from functions.runtime.registry import discover
from tests.faults.derived import scenario_of
from tests.faults.matrix import cases_of, run
for name in ("payables.approve_invoice", "suppliers.hold_supplier"):
    operation = next(one for one in discover() if one.name == name)
    tried = list(cases_of(scenario_of(operation)))
    assert len(tried) > 20
    for case in tried[::7]:
        run(case)
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with three new operations in it."""
    copy = tmp_path_factory.mktemp("house")
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=CACHES)
    for name in FILES:
        shutil.copy(ROOT / name, copy / name)
    scaffold("payables", "approve_invoice", copy)
    scaffold("suppliers", "hold_supplier", copy)
    scaffold("treasury", "check_balance", copy)
    return copy


def _run(house: Path, *arguments: str) -> None:
    run = subprocess.run(
        [sys.executable, *arguments], cwd=house, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def _written(house: Path) -> list[str]:
    names = ("approve_invoice", "hold_supplier", "check_balance")
    modules = [next((house / "functions").glob(f"*/{name}.py")) for name in names]
    tests = [house / "tests" / "unit" / "operations" / f"test_{name}.py" for name in names]
    return [str(path.relative_to(house)) for path in (*modules, *tests)]


def test_its_own_tests_pass(house: Path) -> None:
    tests = [name for name in _written(house) if name.startswith("tests")]
    _run(house, "-m", "pytest", "-q", "-W", "error", *tests)


def test_the_linter_finds_nothing(house: Path) -> None:
    _run(house, "-m", "ruff", "check", "--no-cache", *_written(house))
    _run(house, "-m", "ruff", "format", "--no-cache", "--check", *_written(house))


@pytest.mark.slow
def test_the_types_are_right(house: Path) -> None:
    _run(house, "-m", "mypy", "--no-incremental", *_written(house))


def test_it_is_discovered_and_its_needs_and_event_are_known(house: Path) -> None:
    _run(house, "-c", KNOWN)


def test_it_is_in_the_fault_matrix_without_an_edit(house: Path) -> None:
    _run(house, "-c", FAULTS)


def test_only_the_module_and_its_test_are_written(tmp_path: Path) -> None:
    (tmp_path / "functions" / "payables").mkdir(parents=True)
    (tmp_path / "functions" / "payables" / "__init__.py").touch()
    before = set(tmp_path.rglob("*"))
    written = scaffold("payables", "hold_invoice", tmp_path)
    new = {path for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert new == set(written)
    assert len(written) == 2


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    module, *_ = scaffold("payables", "hold_invoice", tmp_path)[1:]
    module.write_text("mine")
    with pytest.raises(FileExistsError, match="there already"):
        scaffold("payables", "hold_invoice", tmp_path)
    assert module.read_text() == "mine"


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("payables", "invoice"),
        ("payables", "ApproveInvoice"),
        ("payables", "approve-invoice"),
        ("payables", "../escape_me"),
        ("payables", ""),
        ("runtime", "approve_invoice"),
        ("pay/ables", "approve_invoice"),
        ("", "approve_invoice"),
    ],
)
def test_a_name_that_is_none_is_refused(tmp_path: Path, domain: str, name: str) -> None:
    with pytest.raises(ValueError, match=r"verb_noun|no domain"):
        scaffold(domain, name, tmp_path)
    assert list(tmp_path.iterdir()) == []

"""Operations are found by looking, in a package as in the repository."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import functions
from functions.runtime.registry import discover

DECLARES = '''"""Do {name}."""
from functions.runtime.operation import Operation
from functions.runtime.triggers import Task
operation = Operation(Task(), owner="nobody")
'''


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    root = tmp_path / "made_up_house"
    for folder in ("", "sales", "billing", "runtime"):
        (root / folder).mkdir()
        (root / folder / "__init__.py").write_text("")
    for place in ("sales/ship_order", "billing/send_bill", "runtime/hidden"):
        (root / f"{place}.py").write_text(DECLARES.format(name=place))
    (root / "sales" / "prices.py").write_text("operation = 'a word like any other'\n")
    (root / "sales" / "again.py").write_text("from .ship_order import operation\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("made_up_house")
    for name in [name for name in sys.modules if name.startswith("made_up_house")]:
        del sys.modules[name]


def test_domains_are_walked_and_shared_folders_are_not(package: ModuleType) -> None:
    found = [operation.module for operation in discover(package)]
    assert found == ["made_up_house.billing.send_bill", "made_up_house.sales.ship_order"]


def test_the_repositorys_operations_are_found_in_order() -> None:
    found = discover(functions)
    names = [operation.name for operation in found]
    assert names == sorted(names)
    assert {"payables.submit_invoice", "operations.relay"} <= set(names)
    assert all(operation.summary.endswith(".") for operation in found)

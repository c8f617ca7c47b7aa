"""Which operations there are: every module of a domain's folder that holds an `operation`."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import functions
from functions.runtime.operation import Operation

SHARED = frozenset({"runtime", "connectors", "formats", "audit"})
"""Folders of `functions` that are no domain."""


def discover(root: ModuleType = functions) -> list[Operation]:
    """All operations under `root`, each module imported, sorted by name."""
    found = [
        module.operation
        for domain in iter_modules(root.__path__)
        if domain.ispkg and domain.name not in SHARED
        for module in _modules(f"{root.__name__}.{domain.name}")
        if isinstance(getattr(module, "operation", None), Operation)
        and module.operation.module == module.__name__
    ]
    return sorted(found, key=lambda operation: operation.name)


def _modules(package: str) -> Iterator[ModuleType]:
    for module in iter_modules(import_module(package).__path__):
        yield import_module(f"{package}.{module.name}")

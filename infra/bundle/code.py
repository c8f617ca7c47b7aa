"""The code asset that all functions share."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.bundle.asset import ROOT, Asset, build, digest_of, own_sources
from infra.bundle.bytecode import compile_bytecode

_PACKAGES = ("functions", "schemas")
_LEFT_OUT = frozenset({"__pycache__", "published", "tests"})
#: Start a function of the local stage under AWS's own runtime client.
_LOCAL = ("bootstrap", "local_ric.py")


def build_code(out: Path, *, python: str, local: bool = False) -> Asset:
    """Build the code of every function for `python` in `out`; `local` adds the bootstrap.

    Imports are the same as in the repository: `functions...` and `schemas...`.
    """
    engine = [ROOT / "local" / "engine" / name for name in _LOCAL] if local else []
    sources = list(function_sources(ROOT))
    inputs = digest_of([*sources, *engine, *own_sources()], python, sys.version)

    def fill(work: Path) -> bool:
        for source in sources:
            _copy(source, work / source.relative_to(ROOT))
        for source in engine:
            _copy(source, work / source.name)
        return compile_bytecode(work, python, "/var/task")

    return build(out, inputs, fill)


def function_sources(root: Path) -> Iterator[Path]:
    """What functions import, in a repository at `root`: no tests, published contracts, caches."""
    for package in _PACKAGES:
        for path in sorted((root / package).rglob("*")):
            parts = path.relative_to(root).parts
            hidden = any(part in _LEFT_OUT or part.startswith(".") for part in parts)
            if path.is_file() and not hidden:
                yield path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)

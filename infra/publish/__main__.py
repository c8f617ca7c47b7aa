"""Write the published contracts, or check them: `python -m infra.publish [--check | --release]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from functions.runtime.operation import Operation
from functions.runtime.registry import discover
from infra.publish.compatibility import Break, breaks
from infra.publish.contracts import contracts
from infra.publish.documents import PUBLISHED, RELEASED, drift, text, write
from infra.publish.readme import with_operations

README = Path(__file__).parents[2] / "README.md"


def main() -> int:
    """1 if `--check` finds a file that has drifted, or a change that would break a consumer."""
    parser = argparse.ArgumentParser(prog="python -m infra.publish")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check", action="store_true", help="change nothing; fail on drift and on broken contracts"
    )
    what.add_argument(
        "--release", action="store_true", help="write, and make this what must not be broken"
    )
    asked = parser.parse_args()
    operations = discover()
    broken = _broken(operations)
    for one in broken:
        print(one, file=sys.stderr)
    if asked.check:
        drifted = _drifted(operations)
        for name in drifted:
            print(f"{name} is not what the operations say", file=sys.stderr)
        return 1 if drifted or broken else 0
    _write(operations, release=asked.release)
    return 0


def _broken(operations: Sequence[Operation]) -> list[Break]:
    path = PUBLISHED / RELEASED
    released = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return breaks(released, contracts(operations), datetime.now(UTC).date())


def _drifted(operations: Sequence[Operation]) -> list[str]:
    """Without a release there is nothing to compare with, which must not pass for agreement."""
    found = drift(operations, PUBLISHED)
    if not (PUBLISHED / RELEASED).exists():
        found.append(RELEASED)
    readme = README.read_text(encoding="utf-8")
    return found if with_operations(readme, operations) == readme else [*found, README.name]


def _write(operations: Sequence[Operation], *, release: bool) -> None:
    for name in write(operations, PUBLISHED):
        print(name)
    readme = README.read_text(encoding="utf-8")
    README.write_text(with_operations(readme, operations), encoding="utf-8")
    if release:
        (PUBLISHED / RELEASED).write_text(text(contracts(operations)), encoding="utf-8")
        print(RELEASED)


if __name__ == "__main__":
    sys.exit(main())

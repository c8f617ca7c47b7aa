"""Write the published contracts, or check them: `python -m infra.publish [--check]`."""

import argparse
import sys

from functions.runtime.registry import discover
from infra.publish.documents import drift, write


def main() -> int:
    """1 if `--check` finds a file that is not what the operations say."""
    parser = argparse.ArgumentParser(prog="python -m infra.publish")
    parser.add_argument("--check", action="store_true", help="change nothing, fail on drift")
    check = parser.parse_args().check
    for name in (drift if check else write)(discover()):
        if check:
            print(f"schemas/published/{name} is not what the operations say", file=sys.stderr)
        else:
            print(f"schemas/published/{name}")
    return 1 if check and drift(discover()) else 0


if __name__ == "__main__":
    sys.exit(main())

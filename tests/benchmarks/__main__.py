"""Measure and say it: `python -m tests.benchmarks`. Ends with 1 if a number falls short."""

import sys
from collections.abc import Iterable

from tests.benchmarks.accept import accepting
from tests.benchmarks.cold import cold_starts
from tests.benchmarks.figures import Figure


def main() -> int:
    """Print every figure as soon as it is known."""
    short = _told("Accepting, against Powertools", accepting())
    short += _told("Cold start: processor time from process start to first answer", cold_starts())
    return 1 if short else 0


def _told(title: str, figures: Iterable[Figure]) -> int:
    print(f"\n{title}")
    short = 0
    for figure in figures:
        print(figure.line(), flush=True)
        short += not figure.holds
    return short


if __name__ == "__main__":
    sys.exit(main())

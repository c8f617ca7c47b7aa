"""Measure and say it: `python -m tests.benchmarks`. Ends with 1 if a number falls short."""

import sys
from collections.abc import Callable, Iterable, Iterator

from tests.benchmarks.accept import accepting
from tests.benchmarks.calls import calling
from tests.benchmarks.cold import ACCEPT, cold_starts
from tests.benchmarks.cost.table import costing
from tests.benchmarks.figures import Figure, Line, Rate
from tests.benchmarks.formats import reading

Said = Figure | Rate | Line
PARTS: dict[str, Callable[[], Iterable[Said]]] = {
    "Calls to AWS, warm": calling,
    "Accepting, against Powertools": accepting,
    "Reading 50 lines, by processor time; the memory is for 5,000": reading,
    "List price of a million invoices from intake to posting": costing,
    "Cold start: processor time from process start to first answer": cold_starts,
}
ELSEWHERE = """\
  fault matrix, guards removed                      make faults, and a short run in make check
  findings of ruff, mypy, cdk-nag, cfn-lint         make check
  statements, payment files, matching               nothing of the kind exists yet"""


def main() -> int:
    """Print every figure as soon as it is known, then all bars on one page."""
    told = {title: list(_told(title, part())) for title, part in PARTS.items()}
    print("\nAll bars")
    for title, figures in told.items():
        for figure in _shown(figures):
            print(figure.line().rstrip() + f"  {title.partition(':')[0]}")
    print(ELSEWHERE)
    held = [figure.holds for figures in told.values() for figure in figures]
    print(f"\n{sum(held)} bars hold, {len(held) - sum(held)} fall short")
    return 0 if all(held) else 1


def _told(title: str, part: Iterable[Said]) -> Iterator[Figure]:
    """The figures that have a bar; everything is printed on the way."""
    print(f"\n{title}")
    for said in part:
        print(said.line(), flush=True)
        if isinstance(said, Figure):
            yield said


def _shown(figures: list[Figure]) -> list[Figure]:
    """Each bar on its own; of many cold starts that hold, the slowest."""
    many = [one for one in figures if one.note.startswith("× base")]
    if not many:
        return figures
    rest = sorted(
        (one for one in many if not one.name.startswith(ACCEPT)), key=lambda one: -one.value
    )
    worst = rest[0]._replace(name=f"slowest of {len(rest)} others: {rest[0].name}"[:46])
    short = [one for one in rest[1:] if not one.holds]
    return [one for one in many if one.name.startswith(ACCEPT)] + [worst, *short]


if __name__ == "__main__":
    sys.exit(main())

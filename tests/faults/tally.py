"""What a run of the fault tests did, for the summary at its end and for the published matrix."""

from collections import Counter
from dataclasses import dataclass, field

from tests.faults.days import DayRig
from tests.faults.families import numbers
from tests.faults.matrix import Case, run
from tests.faults.rig import Broken


@dataclass
class Tally:
    """Counts of one run; `cells` and `violations` by operation and number of the fault."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    violations: Counter[tuple[str, str]] = field(default_factory=Counter)
    boundaries: set[tuple[str, int]] = field(default_factory=set)
    cases: int = 0
    pairs: int = 0
    days: int = 0
    in_days: int = 0
    broken: int = 0
    guards: int = 0
    caught: int = 0

    def case(self, case: Case) -> None:
        """Run one case and count it. Raises Broken."""
        where = cells(case)
        try:
            run(case)
        except Broken:
            self.broken += 1
            self.violations.update(where)
            raise
        finally:
            self.cases += 1
            self.cells.update(where)
            if case.step:
                self.boundaries.add((case.scenario.name, case.step.number))

    def day(self, rig: DayRig) -> None:
        """One day that held."""
        self.days += 1
        self.in_days += len(rig.hit)

    def lines(self) -> list[str]:
        """The summary."""
        operations = {operation for operation, _ in self.cells}
        return [
            f"operations under faults    {len(operations):>7,}",
            f"boundaries                 {len(self.boundaries):>7,}",
            f"single faults injected     {self.cases:>7,}",
            f"pairs of faults            {self.pairs:>7,}",
            f"days by seed               {self.days:>7,}   with {self.in_days:,} faults",
            f"violations                 {self.broken:>7,}",
            f"guards removed / caught    {self.guards:>7,} / {self.caught:,}",
        ]


def cells(case: Case) -> list[tuple[str, str]]:
    """The cells of the matrix that a case counts in."""
    if case.step is None or case.injection is None:
        return []
    return [(case.step.operation, one) for one in numbers(case.step, case.injection)]


TALLY = Tally()
"""That of this run."""

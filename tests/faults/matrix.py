"""The fault matrix: every fault at every call of a scenario, each case by a name of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from functions.runtime.memory import Crossing
from tests.faults.derived import scenario_of
from tests.faults.injections import possible
from tests.faults.invariants import check, told_again, told_much_later
from tests.faults.rig import Act, Broken, Injection, Rig, Step
from tests.faults.scenarios import SCENARIOS, Scenario
from tests.house import OPERATIONS

Shape = tuple[str, ...]
ALIKE = 1
"""Invocations with the same calls that every fault is tried in by `make test`."""
MOST = 3
"""And by `make faults`: what sweeps every minute would be tried hundreds of times."""


@dataclass(frozen=True)
class Case:
    """One scenario with one fault, or with none."""

    scenario: Scenario
    step: Step | None = None
    injection: Injection | None = None

    def __str__(self) -> str:
        if self.step is None or self.injection is None:
            return f"{self.scenario.name}-no fault"
        where = f"{self.step.number}-{self.step.operation}-{self.step.name}"
        return f"{self.scenario.name}-{where}-{self.injection.name}"


def play(scenario: Scenario, plan: dict[int, Injection]) -> Rig:
    """The scenario under these faults, then calm, then everything told again. Raises Broken."""
    rig = scenario.setup()
    rig.begin()
    rig.plan = dict(plan)
    try:
        scenario.act(rig)
        rig.end()
        rig.rest()
        rig.redrive()
        check(rig)
        scenario.expect(rig)
        told_again(rig)
        scenario.expect(rig)
        if not plan:
            told_much_later(rig)
    except AssertionError as broken:
        raise Broken(f"{scenario.name}: {broken}\n{rig.story()}") from None
    return rig


def run(case: Case) -> Rig:
    """One case of the matrix. Raises Broken."""
    plan = {case.step.number: case.injection} if case.step and case.injection else {}
    return play(case.scenario, plan)


def steps(scenario: Scenario, plan: dict[int, Injection] | None = None) -> list[Step]:
    """The calls that the scenario makes, up to its rest."""
    rig = scenario.setup()
    rig.begin()
    rig.plan = dict(plan or {})
    scenario.act(rig)
    return rig.steps


def injections(scenario: Scenario, step: Step) -> Iterator[Injection]:
    """What may happen at a call of this scenario; what others do, only to a message's consumer."""
    yield from (one for one in possible(step) if not one.name.startswith(scenario.without))
    for name, others in scenario.meanwhile.items():
        yield Injection(f"{name} before", True, _meanwhile(others))
        yield Injection(f"{name} after", False, _meanwhile(others))


@cache
def scenarios() -> dict[str, Scenario]:
    """All that were written, and one for each operation that none of these reaches."""
    return {one.name: one for one in (*SCENARIOS.values(), *derived()[0])}


@cache
def derived() -> tuple[list[Scenario], list[str]]:
    """Scenarios of operations that nobody wrote one for, and why some have none."""
    reached = {
        step.operation
        for scenario in SCENARIOS.values()
        for step in steps(scenario)
        if not scenario.only or step.operation in scenario.focus
    }
    found, missing = [], []
    for operation in OPERATIONS:
        if operation.name not in reached:
            try:
                found.append(scenario_of(operation))
            except (Broken, ValueError, LookupError) as why:
                missing.append(f"{operation.name}: {why}")
    return found, missing


def cases(name: str, *, rest: bool = False) -> Iterator[Case]:
    """The single faults of a scenario that matter first, or all the rest.

    The rest are those in invocations that only repeat others (the same operation made the same
    calls before it), and those out of the scenario's focus, unless another scenario has them.
    """
    return cases_of(scenarios()[name], rest=rest)


def cases_of(scenario: Scenario, *, rest: bool = False) -> Iterator[Case]:
    """The same, of a scenario that is not among the others."""
    if not rest:
        yield Case(scenario)
    elif scenario.only:
        return
    for step in _chosen(scenario, steps(scenario), rest=rest):
        for injection in injections(scenario, step):
            yield Case(scenario, step, injection)


def _chosen(scenario: Scenario, made: list[Step], *, rest: bool) -> Iterator[Step]:
    seen: Counter[Shape] = Counter()
    chosen = set()
    for invocation, shape in _shapes(made).items():
        seen[shape] += 1
        ours = not scenario.focus or shape[0] in scenario.focus
        first = ours and seen[shape] <= ALIKE
        wanted = seen[shape] <= MOST if ours else seen[shape] == 1 and _home(shape) == scenario.name
        if first is not rest and wanted:
            chosen.add(invocation)
    return (step for step in made if step.invocation in chosen)


def _shapes(made: list[Step]) -> dict[int, Shape]:
    """What each invocation is: its operation, and its calls."""
    shapes: dict[int, Shape] = {}
    for step in made:
        calls = shapes.get(step.invocation, (step.operation,))
        shapes[step.invocation] = (*calls, step.name + step.door)
    return shapes


@cache
def _homes() -> dict[Shape, str]:
    found: dict[Shape, str] = {}
    for about in (True, False):
        for name, scenario in scenarios().items():
            for shape in _shapes(steps(scenario)).values():
                ours = not scenario.focus or shape[0] in scenario.focus
                if about is ours and (ours or not scenario.only):
                    found.setdefault(shape, name)
    return found


def _home(shape: Shape) -> str:
    """The scenario that such an invocation is tried in, where it is in nobody's focus."""
    return _homes().get(shape, "")


def _meanwhile(others: object) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        assert callable(others)
        with rig.other_process():
            others(rig)

    return act

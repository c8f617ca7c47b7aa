"""The fault matrix: every fault at every call of a scenario, each case by a name of its own."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from functions.runtime.memory import Crossing
from tests.faults.injections import possible
from tests.faults.invariants import check, told_again
from tests.faults.rig import Act, Broken, Injection, Rig, Step
from tests.faults.scenarios import SCENARIOS, Scenario

ALIKE = 1
"""Invocations with the same calls that every fault is tried in by `make test`."""


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


def cases(name: str, *, repeated: bool = False) -> Iterator[Case]:
    """All single faults of a scenario; those in invocations that only repeat others, or the rest.

    An invocation repeats others if the same operation made the same calls before it.
    """
    scenario = SCENARIOS[name]
    if not repeated:
        yield Case(scenario)
    for step in _chosen(steps(scenario), repeated=repeated):
        for injection in injections(scenario, step):
            yield Case(scenario, step, injection)


def _chosen(made: list[Step], *, repeated: bool) -> Iterator[Step]:
    shapes: dict[int, tuple[str, ...]] = {}
    for step in made:
        calls = shapes.get(step.invocation, (step.operation,))
        shapes[step.invocation] = (*calls, step.name + step.door)
    seen: Counter[tuple[str, ...]] = Counter()
    again = set()
    for invocation, shape in shapes.items():
        seen[shape] += 1
        if seen[shape] > ALIKE:
            again.add(invocation)
    return (step for step in made if (step.invocation in again) is repeated)


def _meanwhile(others: object) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        assert callable(others)
        with rig.other_process():
            others(rig)

    return act

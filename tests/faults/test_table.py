"""The matrix is whole: every operation is reached, something stands for every fault."""

from pathlib import Path

import pytest

from tests.faults.families import FAULTS, INVARIANTS, Family
from tests.faults.injections import possible
from tests.faults.matrix import derived, scenarios, steps
from tests.faults.table import every_case
from tests.faults.tally import cells
from tests.house import OPERATIONS

ROOT = Path(__file__).parents[2]
STEPS = [step for one in scenarios().values() for step in steps(one)]


def test_every_operation_is_reached_by_a_scenario() -> None:
    assert derived()[1] == []
    assert {step.operation for step in STEPS} >= {one.name for one in OPERATIONS}


def test_every_call_of_an_operation_has_its_cells() -> None:
    rows = {operation for case in every_case() for operation, _ in cells(case)}
    assert rows == {one.name for one in OPERATIONS}


def test_every_injection_is_a_fault_of_the_design() -> None:
    known = {name for family in FAULTS.values() for name, _ in family.injections}
    tried = {one.name.removeprefix(f"{step.system}: ") for step in STEPS for one in possible(step)}
    others = {
        f"{name} {side}"
        for scenario in scenarios().values()
        for name in scenario.meanwhile
        for side in ("before", "after")
    }
    assert tried <= known
    assert known <= tried | others


def test_the_numbers_are_those_of_the_design() -> None:
    assert list(FAULTS) == [f"F{number}" for number in range(1, 29)]
    assert list(INVARIANTS) == [f"I{number}" for number in range(1, 16)]


@pytest.mark.parametrize("number", FAULTS)
def test_something_stands_for_each_fault(number: str) -> None:
    family: Family = FAULTS[number]
    assert family.injections or family.shown or family.later
    for place in family.shown:
        file, _, name = place.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {name}" in text, place


@pytest.mark.parametrize("number", INVARIANTS)
def test_something_looks_at_each_invariant(number: str) -> None:
    one = INVARIANTS[number]
    assert one.looks or one.later
    for look in one.looks:
        assert number in (look.__doc__ or "") or look.__name__ == "check", look.__name__

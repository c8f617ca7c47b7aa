"""Each guard is missed: without it, the scenario that it is for breaks."""

import pytest

from tests.faults.desk_guards import DESK_GUARDS
from tests.faults.guards import GUARDS, Guard, without
from tests.faults.guards_of_operations import OF_OPERATIONS
from tests.faults.matrix import Case, cases, run
from tests.faults.restore_guards import RESTORE_GUARDS
from tests.faults.rig import Broken
from tests.faults.tally import Tally


@pytest.mark.parametrize(
    "guard",
    [*GUARDS, *OF_OPERATIONS, *RESTORE_GUARDS, *DESK_GUARDS],
    ids=lambda guard: guard.name,
)
def test_a_guard_is_missed(guard: Guard, tally: Tally) -> None:
    tally.guards += 1
    found = [case for case in cases(guard.scenario) if _shows(guard, case)]
    assert found, "no case has this fault"
    with without(guard):
        violations = [violation for case in found if (violation := _violation(case))]
    said = [violation.partition(": ")[2] for violation in violations]
    assert any(text.startswith(guard.breaks) for text in said), violations[:1]
    tally.caught += 1


def _shows(guard: Guard, case: Case) -> bool:
    if case.step is None or case.injection is None:
        return guard.fault == "no fault"
    return guard.fault in case.injection.name and case.step.operation.startswith(guard.operation)


def _violation(case: Case) -> str:
    try:
        run(case)
    except Broken as broken:
        return str(broken)
    return ""

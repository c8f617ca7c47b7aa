"""Every single fault at every call of every scenario: nothing posted twice, nothing stuck.

`pytest tests/faults -k "late and swept"` runs some; a case's id says scenario, number of the call,
operation, call and fault. Long scenarios, and calls in invocations that only repeat others or
are out of a scenario's focus, are left to `make faults`.
"""

import pytest

from tests.faults.matrix import Case, cases, scenarios
from tests.faults.tally import Tally


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each case; the calls are learnt from a run without faults."""
    short = metafunc.function is test_a_fault_at_a_call
    found: list[Case] = []
    for name, scenario in scenarios().items():
        if not short or not scenario.long:
            found += cases(name, rest=not short)
        if not short and scenario.long:
            found += cases(name)
    metafunc.parametrize("case", found, ids=str)


def test_a_fault_at_a_call(case: Case, tally: Tally) -> None:
    tally.case(case)


@pytest.mark.slow
def test_a_fault_at_any_other_call(case: Case, tally: Tally) -> None:
    tally.case(case)

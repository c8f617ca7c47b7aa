"""Two faults in one posting: every second one that can follow each first, or a share of them.

`FAULT_PAIRS=1` tries all of them (some minutes); the default takes one in so many.
"""

import os

import pytest

from tests.faults.matrix import Case, cases, injections, play, steps
from tests.faults.rig import Broken
from tests.faults.scenarios import POSTING
from tests.faults.tally import Tally

EVERY = int(os.environ.get("FAULT_PAIRS", "17"))
FIRST = [
    case
    for name in ("one", "netsuite", "netsuite credit")
    for case in cases(name)
    if case.step and case.injection and case.step.operation == POSTING[0]
]


@pytest.mark.slow
@pytest.mark.parametrize("first", FIRST, ids=str)
def test_two_faults_in_a_posting(first: Case, tally: Tally) -> None:
    place = FIRST.index(first)
    assert first.step is not None
    assert first.injection is not None
    scenario, at = first.scenario, first.step.number
    one = {at: first.injection}
    follow = [
        (step, injection)
        for step in steps(scenario, one)
        if step.number > at and step.operation in POSTING
        for injection in injections(scenario, step)
    ]
    for step, second in follow[place % EVERY :: EVERY]:
        tally.pairs += 1
        try:
            play(scenario, {**one, step.number: second})
        except Broken as broken:
            tally.broken += 1
            pytest.fail(f"then call {step.number} {step.name}: {second.name}\n{broken}")

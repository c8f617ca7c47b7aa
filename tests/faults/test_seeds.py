"""Random days: messages late, repeated and out of order, processes killed, systems slow.

`pytest tests/faults -k "seed and 137-"` runs one; `FAULT_SEEDS=20000` runs more of them.
"""

import os
from datetime import timedelta
from random import Random

import pytest

from functions.runtime.errors import TieoutError
from functions.runtime.memory import Crossing
from local.simulators.sap.faults import Fault
from tests.faults.acts import QUICK, furnished, register, submit
from tests.faults.injections import possible
from tests.faults.invariants import check, require, told_again
from tests.faults.rig import Broken, Rig
from tests.house import OPERATIONS

SEEDS = int(os.environ.get("FAULT_SEEDS", "300"))
TOGETHER = 20
INVOICES = 4
STEPS = 60
FAULTY = 0.04


class RandomRig(Rig):
    """Any call may fail, by the dice of a seed; a fault in the middle of a fault does not."""

    dice: Random

    def _inject(self, crossing: Crossing, number: int, *, before: bool) -> None:
        if before and self._counting and len(self.running) == 1 and self.dice.random() < FAULTY:
            choice = self.dice.choice(list(possible(self.steps[number])))
            self.plan[number] = choice
        super()._inject(crossing, number, before=before)


def _house(seed: int) -> RandomRig:
    rig = RandomRig()
    rig.dice = Random(seed)
    furnished(rig, with_supplier=seed % 3 > 0, **(QUICK if seed % 2 else {}))
    return rig


def _some_message(rig: RandomRig) -> None:
    """One message of a random queue, not the oldest first."""
    operation = rig.dice.choice(OPERATIONS)
    rig.dice.shuffle(rig.world.queue.waiting[operation.name])
    for message in rig.world.queue.receive(operation.name, 1):
        rig.deliver(operation, message)


def _again(rig: RandomRig) -> None:
    if rig.told:
        rig.world.queue.put(*rig.dice.choice(list(rig.told)))


def _wait(rig: RandomRig) -> None:
    rig.world.clock.advance(timedelta(seconds=rig.dice.choice((1, 10, 50, 200))))
    rig.sap.advance()


def _trouble(rig: RandomRig) -> None:
    late = Fault("late_commit", seconds=rig.dice.randint(1, 600))
    lost = Fault("timeout_after_commit", seconds=20)
    rig.sap.order(rig.dice.choice((late, lost, Fault("down", seconds=rig.dice.randint(1, 400)))))


def _sweep(rig: RandomRig) -> None:
    for name in ("operations.wake", "operations.probe_systems"):
        rig.world.queue.put(name, "{}")


def _day(rig: RandomRig) -> None:
    """Invoices come in, some twice under another key, and whatever happens, happens."""
    acts = (Rig.relay, _some_message, _some_message, _some_message, _again, _wait, _sweep)
    sent = 0
    for _ in range(STEPS):
        if sent < INVOICES and rig.dice.random() < 0.2:
            sent += 1
            submit(rig, f"k{sent}", number=f"R-{sent // 2}")
        elif rig.dice.random() < 0.03:
            _trouble(rig)
        else:
            rig.dice.choice(acts)(rig)
    register(rig)


def play(seed: int) -> None:
    """One day by its seed, then calm. Raises Broken."""
    rig = _house(seed)
    rig.begin()
    try:
        _day(rig)
        rig.end()
        rig.rest()
        check(rig)
        states = set(rig.states().values())
        require(states <= {"posted"}, f"I1 {states}")
        told_again(rig)
    except (AssertionError, TieoutError) as broken:
        raise Broken(f"seed {seed}: {broken}\n{rig.story()}") from None


@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER), ids=lambda first: f"{first}-")
def test_days_by_seed(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        play(seed)

"""A consumer is down through a whole scenario; all its messages die, and are redriven."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from functions.runtime.memory import Message
from functions.runtime.operation import Operation
from functions.runtime.triggers import Every
from infra.needs import needs_of
from schemas.base import iso
from tests.faults.invariants import check, told_again
from tests.faults.rig import Broken, Rig
from tests.faults.scenarios import Scenario
from tests.house import OPERATIONS

TIMES = 3
"""How often each letter is redriven; a move task that is started twice does no more."""
PASSING = ("case", "beat")
MINUTES = 3
"""Of schedules that nobody answers."""


def consumers() -> list[Operation]:
    """Every operation that has a queue, and so a DLQ."""
    return [one for one in OPERATIONS if needs_of(one).queue]


class NotWithout(Exception):
    """What people do in the scenario needs the consumer's work before it ends."""


@dataclass
class Grave:
    """While it is open, whatever comes to a consumer's queue is dead at once."""

    rig: Rig
    name: str

    def open(self) -> None:
        """The consumer is down, and nobody waits for it."""
        queue = self.rig.world.queue
        usual = queue.receive

        def receive(operation: str, limit: int = 10) -> list[Message]:
            if operation != self.name:
                return usual(operation, limit)
            queue.dead[operation] += queue.waiting.pop(operation, [])
            return []

        vars(queue)["receive"] = receive
        vars(self.rig)["unfinished"] = list

    def close(self) -> list[str]:
        """It is mended; answers the bodies that died."""
        vars(self.rig.world.queue).pop("receive")
        vars(self.rig).pop("unfinished")
        return [letter.body for letter in self.rig.world.queue.dead.pop(self.name, [])]


def buried(scenario: Scenario, name: str, seed: int) -> tuple[int, dict[str, str]]:
    """The scenario with this consumer down, then redrives: how many died, and how it ended.

    Raises NotWithout, and Broken where an invariant does not hold.
    """
    rig = scenario.setup()
    rig.begin()
    grave = Grave(rig, name)
    grave.open()
    try:
        scenario.act(rig)
    except AssertionError as missed:
        raise NotWithout(name) from missed
    rig.run(MINUTES)
    if any(isinstance(trigger, Every) for trigger in rig.operation(name).triggers):
        rig.world.queue.put(name, json.dumps({"time": iso(rig.world.clock())}))
        rig.settle()
    letters = grave.close()
    dice = random.Random(seed)
    for letter in _any_order(letters, dice):
        rig.world.queue.put(name, letter)
        if dice.random() < 0.5:
            rig.settle()
    try:
        rig.rest()
        check(rig)
        told_again(rig)
    except AssertionError as broken:
        raise Broken(f"{scenario.name}, {name} down: {broken}\n{rig.story()}") from None
    return len(letters), outcome(rig)


def outcome(rig: Rig) -> dict[str, str]:
    """How it ended: every document but cases, which tell what was wrong meanwhile, and seals."""
    heads = [item for item in rig.items("head") if item["kind"] not in PASSING]
    return {f"{item['pk']}": str(item["state"]) for item in heads}


def _any_order(letters: list[str], dice: random.Random) -> Iterator[str]:
    for _ in range(TIMES):
        yield from dice.sample(letters, len(letters))

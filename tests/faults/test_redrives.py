"""Redriving is safe for every queue: whatever died is redriven, in any order and several times.

`pytest tests/faults/test_redrives.py -k post_invoice` runs one consumer.
"""

import json

import pytest

from functions.runtime.triggers import Every
from tests.faults import acts, expected
from tests.faults.derived import scenario_of
from tests.faults.matrix import play
from tests.faults.redrives import NotWithout, buried, consumers, outcome
from tests.faults.rig import Rig
from tests.faults.scenarios import SCENARIOS, Scenario

CONSUMERS = {operation.name: operation for operation in consumers()}
MINUTES = 6
SHORT = 4
"""Scenarios of each consumer that are tried by `make test`."""


def announced_again(rig: Rig) -> None:
    """An invoice, all of its events once more, and some minutes of every schedule."""
    acts.one_invoice(rig)
    for document in rig.states():
        told = json.dumps({"tenant": "acme", "document": document})
        rig.world.queue.put("operations.republish", told)
    rig.run(MINUTES)


SOME_MINUTES = Scenario("some minutes", acts.house, announced_again, expected.all_posted)
Calm = tuple[frozenset[str], dict[str, str]]
_CALM: dict[str, Calm] = {}


def calm(scenario: Scenario) -> Calm:
    """Who gets messages in this scenario, and how it ends."""
    if scenario.name not in _CALM:
        rig = play(scenario, {})
        _CALM[scenario.name] = frozenset(consumer for consumer, _ in rig.told), outcome(rig)
    return _CALM[scenario.name]


def tried(scenario: Scenario, consumer: str, seed: int) -> int:
    """How many messages died; none where others cannot go on without the consumer."""
    try:
        letters, ended = buried(scenario, consumer, seed)
    except NotWithout:
        return 0
    if any(isinstance(one, Every) for one in CONSUMERS[consumer].triggers):  # once more than calm
        ended = {name: ended[name] for name in calm(scenario)[1]}
    assert ended == calm(scenario)[1], f"{scenario.name} ends otherwise with {consumer} down"
    return letters


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_dead_letters_are_redriven(consumer: str) -> None:
    short = [one for one in SCENARIOS.values() if not one.long and consumer in calm(one)[0]]
    died = sum(tried(scenario, consumer, 1) for scenario in short[:SHORT])
    died = died or tried(SOME_MINUTES, consumer, 1)
    died = died or tried(scenario_of(CONSUMERS[consumer]), consumer, 1)
    assert died, f"no scenario has a message for {consumer}: write one in tests/faults/scenarios.py"


@pytest.mark.slow
@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda one: one.name)
def test_in_every_scenario(scenario: Scenario, consumer: str) -> None:
    tried(scenario, consumer, 2)

"""F8: of a batch only what is poison comes back; the rest is done."""

import json

import pytest

from functions.runtime.memory import Message
from functions.runtime.operation import Operation
from tests.faults.derived import everything_happens, house
from tests.faults.invariants import check
from tests.faults.rig import Rig
from tests.house import OPERATIONS

POISON = ("not JSON", "[]", '{"source": "tieout.payables"}')


def _told(rig: Rig) -> dict[str, list[str]]:
    """What a day puts on each queue."""
    rig.begin()
    everything_happens(rig)
    rig.rest()
    rig.tick()
    found: dict[str, list[str]] = {}
    for name, body in rig.told:
        found.setdefault(name, []).append(body)
    return found


TOLD = _told(house())
CONSUMERS = [one for one in OPERATIONS if one.name in TOLD]


@pytest.mark.parametrize("operation", CONSUMERS, ids=lambda one: one.name)
def test_poison_holds_up_nobody(operation: Operation) -> None:
    rig = house()
    rig.begin()
    everything_happens(rig)
    good = TOLD[operation.name]
    for body in (POISON[0], *good, *POISON[1:]):
        rig.world.queue.put(operation.name, body)
    messages = rig.world.queue.receive(operation.name, limit=100)
    said = _failed(rig, operation, messages)
    assert {messages_by(messages)[name] for name in said} <= set(POISON)
    assert POISON[0] in {messages_by(messages)[name] for name in said}
    _drop_the_poison(rig, operation)
    rig.end()
    rig.rest()
    check(rig)


def messages_by(messages: list[Message]) -> dict[str, str]:
    return {str(one.id): one.body for one in messages}


def _failed(rig: Rig, operation: Operation, messages: list[Message]) -> set[str]:
    rig.deliver(operation, *messages)
    return {str(one.id) for one in rig.world.queue.waiting[operation.name] if one in messages}


def _drop_the_poison(rig: Rig, operation: Operation) -> None:
    waiting = rig.world.queue.waiting
    waiting[operation.name] = [one for one in waiting[operation.name] if one.body not in POISON]
    rig.told = {key: None for key in rig.told if key[1] not in POISON}


def test_every_consumer_of_a_days_events_is_here() -> None:
    assert len(CONSUMERS) > 5
    assert all(json.loads(body) is not None for bodies in TOLD.values() for body in bodies)

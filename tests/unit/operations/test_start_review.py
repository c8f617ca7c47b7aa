"""A review starts with the times of the policy, once, and only while there is one."""

import json

from functions.payables.start_review import operation
from tests.company import ANN
from tests.house import House
from tests.unit.kernel.worlds import change, denials, envelopes, message, offer
from tests.unit.operations.captures import held, review

HURRY = {"remind_after_seconds": 5, "escalate_after_seconds": 6, "expire_after_seconds": 7}


def test_it_starts_once_with_the_times_of_the_policy(house: House) -> None:
    change(house, "capture", HURRY)
    document = held(house)
    told = message(envelopes(house, document)[0])
    assert [offer(house, operation.name, told) for _ in range(2)] == [True, True]
    (one,) = house.world.workflows.executions.values()
    assert one.name == f"{document}-1"
    assert {name: one.said[name] for name in HURRY} == HURRY


def test_what_was_decided_is_not_started(house: House) -> None:
    document = held(house)
    assert review(house, document, decision="refuse", reason="no", claims=ANN)[0] == 200
    assert offer(house, operation.name, message(envelopes(house, document)[0]))
    assert house.world.workflows.executions == {}


def test_an_event_that_was_never_committed_starts_nothing(house: House) -> None:
    document = held(house)
    true = envelopes(house, document)[0]
    forged = message(true, data={**true["data"], "in_doubt_count": 7})
    assert offer(house, operation.name, forged)
    assert [one["operation"] for one in denials(house)] == [operation.name]
    assert house.world.workflows.executions == {}


def test_it_comes_back_while_workflows_are_down(house: House) -> None:
    document = held(house)
    told = message(envelopes(house, document)[0])
    house.world.workflows.definitions.clear()
    assert not offer(house, operation.name, told)
    assert json.loads(told)["detail"]["document"] == document

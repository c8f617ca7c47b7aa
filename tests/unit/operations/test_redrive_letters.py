"""Dead letters go back to their own queue: those asked for, on record, however often it is told."""

import json
from typing import Any

import pytest

from functions.operations.redrive_letters import operation
from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing, Killed
from tests.company import ANN, submit
from tests.house import House
from tests.unit.kernel.worlds import denials, envelopes, message, offer
from tests.unit.operations.test_triage_queue import QUEUE, bury, with_operator

COMMAND = {
    "queue": QUEUE,
    "letters": [],
    "cause": "all",
    "reason": "mended",
    "by": "arn:aws:sts::000000000000:assumed-role/operators/olga",
    "request": "4f1c",
}


@pytest.fixture
def dead(house: House) -> tuple[str, str]:
    """Two invoices whose validation died; their ids, buried as 900 and 901."""
    with_operator(house)
    ids = [str(submit(house, n, number=n)[1]["id"]) for n in ("R-1", "R-2")]
    house.relay()
    house.world.queue.waiting[QUEUE].clear()
    bury(house, QUEUE, *(message(envelopes(house, one)[0]) for one in ids))
    return ids[0], ids[1]


def requested(house: House, *letters: str) -> str:
    """Ann asks for these letters; the id of her request."""
    body = {"request": "T-7", "letters": letters, "cause": "why not", "reason": "mended"}
    path = f"/v1/queues/{QUEUE}/redrives"
    status, said, _ = house.call("POST", path, body, claims=ANN, key=f"redrive {letters}")
    assert status == 201, said
    return str(said["id"])


def told_of(house: House, redrive: str) -> dict[str, Any]:
    """The last event of a request."""
    return dict(envelopes(house, redrive)[-1])


def test_all_go_back_and_are_decided(house: House, dead: tuple[str, str]) -> None:
    redrive = requested(house)
    house.settle()
    assert [house.states()[one] for one in dead] == ["posted", "posted"]
    assert house.head(redrive)["state"] == "redriven"
    event = told_of(house, redrive)
    assert event["type"] == "LettersRedriven.v1"
    assert (event["data"]["moved"], event["data"]["by"]) == (2, "ann")


def test_only_what_was_asked_for(house: House, dead: tuple[str, str]) -> None:
    redrive = requested(house, "901")
    house.settle()
    assert [house.states()[one] for one in dead] == ["received", "posted"]
    assert told_of(house, redrive)["data"]["moved"] == 1
    assert len(house.world.queue.dead[QUEUE]) == 1


def test_telling_it_again_moves_nothing_more(house: House, dead: tuple[str, str]) -> None:
    redrive = requested(house)
    house.settle()
    bury(house, QUEUE, "a later one")
    before = len(house.items(""))
    assert offer(house, operation.name, message(envelopes(house, redrive)[0]))
    assert len(house.world.queue.dead[QUEUE]) == 1
    assert len(house.items("")) == before


def test_killed_after_the_letters_have_moved(house: House, dead: tuple[str, str]) -> None:
    redrive = requested(house)

    def dies(crossing: Crossing) -> None:
        if crossing.name == "letters.redrive":
            house.world.boundary.after = lambda _: None
            raise Killed

    house.world.boundary.after = dies
    told = message(envelopes(house, redrive)[0])
    with pytest.raises(Killed):
        offer(house, operation.name, told)
    assert offer(house, operation.name, told)
    assert house.head(redrive)["state"] == "redriven"
    house.settle()
    assert [house.states()[one] for one in dead] == ["posted", "posted"]


def test_it_comes_back_while_the_queues_are_down(house: House, dead: tuple[str, str]) -> None:
    redrive = requested(house)

    def down(crossing: Crossing) -> None:
        if crossing.name == "letters.redrive":
            raise Unavailable("sqs says ServiceUnavailable")

    house.world.boundary.before = down
    assert not offer(house, operation.name, message(envelopes(house, redrive)[0]))
    assert house.head(redrive)["state"] == "requested"


def test_a_forged_request_moves_nothing(house: House, dead: tuple[str, str]) -> None:
    true = envelopes(house, requested(house, "900"))[0]
    assert offer(house, operation.name, message(true, data={**true["data"], "letters": 0}))
    assert len(house.world.queue.dead[QUEUE]) == 2
    assert [one["operation"] for one in denials(house)] == [operation.name]


def test_a_queue_that_is_none_is_refused(house: House) -> None:
    assert offer(house, operation.name, json.dumps({**COMMAND, "queue": "payables.no_such"}))
    house.settle()
    ((redrive, state),) = house.states("redrive").items()
    assert state == "refused"
    assert told_of(house, redrive)["data"]["moved"] == 0


def test_the_command_is_recorded_as_whom_aws_knows(house: House, dead: tuple[str, str]) -> None:
    assert offer(house, operation.name, json.dumps(COMMAND))
    assert offer(house, operation.name, json.dumps(COMMAND))
    house.settle()
    ((redrive, state),) = house.states("redrive").items()
    assert state == "redriven"
    assert envelopes(house, redrive)[0]["actor"]["id"] == COMMAND["by"]
    assert [house.states()[one] for one in dead] == ["posted", "posted"]

"""A scan in review is waited for; what is decided is not, and the token is nobody's to see."""

from typing import Any

import pytest

from functions.payables.await_review import operation
from functions.runtime.errors import Invalid, Missing, Unavailable
from functions.runtime.memory import Crossing
from tests.house import House
from tests.unit.operations.captures import held, review

TOKEN = "AQB4-the-token-of-a-task"


def wait(house: House, document: str, **changes: Any) -> Any:
    """Enter the wait as the state machine does."""
    said = {
        "tenant": "acme",
        "execution": f"{document}-1",
        "state": "Wait",
        "since": "2026-03-02T09:00:00.000Z",
        "version": 1,
        "token": TOKEN,
        "asked": {"id": document},
    }
    return house.step(operation.name, said | changes)


def completed(house: House) -> int:
    """How often a token was completed."""
    return [call.name for call in house.world.boundary.calls].count("workflows.complete")


def test_the_token_is_kept_encrypted_with_the_document(house: House) -> None:
    document = held(house)
    assert wait(house, document) == {"waiting": "in_review"}
    (item,) = house.items("token#", document)
    assert TOKEN not in str(item)
    assert completed(house) == 0


def test_the_same_wait_again_keeps_the_newer_token(house: House) -> None:
    document = held(house)
    wait(house, document)
    (first,) = house.items("token#", document)
    assert wait(house, document, token="another") == {"waiting": "in_review"}
    (second,) = house.items("token#", document)
    assert first["sealed"] != second["sealed"]


def test_what_is_decided_is_not_waited_for(house: House) -> None:
    document = held(house)
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    assert wait(house, document) == {"nothing": "it is received"}
    assert (house.items("token#"), completed(house)) == ([], 1)


def test_what_is_not_there(house: House) -> None:
    with pytest.raises(Missing):
        wait(house, "inv_" + "a" * 26)
    with pytest.raises(Missing):
        wait(house, held(house), tenant="beta")
    with pytest.raises(Invalid):
        wait(house, "x")


def test_the_store_is_down(house: House) -> None:
    document = held(house)

    def down(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            raise Unavailable("not now")

    house.world.boundary.before = down
    with pytest.raises(Unavailable) as failed:
        wait(house, document)
    assert TOKEN not in str(failed.value)

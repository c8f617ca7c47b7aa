"""Reading how a day was: found, not there, not understood, not to be had now."""

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from tests.company import ANN
from tests.unit.reconciled import Books, books

PATH = "/v1/reconciliations?entity=DE01&system=sap&day="


@pytest.fixture
def held() -> Books:
    held = books("sap")
    held.post("A-1")
    held.reconcile("first")
    return held


def test_it_shows_both_sides(held: Books) -> None:
    said = held.read()
    assert (said["kind"], said["entity"], said["state"]) == ("rec", "DE01", "agreed")
    assert len(said["content"]["found"]["ours"]["hash"]) == 64


@pytest.mark.parametrize(("day", "status"), [("2026-01-05", 404), ("yesterday", 400)])
def test_a_day_that_is_none(held: Books, day: str, status: int) -> None:
    assert held.house.call("GET", PATH + day, claims=ANN)[0] == status


def test_a_store_that_is_down_is_said_so(held: Books) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "store.read":
            raise Unavailable("throttled")

    held.house.world.boundary.before = down
    assert held.house.call("GET", PATH + held.day.isoformat(), claims=ANN)[0] == 503

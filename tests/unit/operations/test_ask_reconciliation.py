"""Asking for a day: by whom it may be, about whose entity, and once for one key."""

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from tests.company import ANN, MASTER, PORTAL
from tests.unit.reconciled import Books, books

PATH = "/v1/reconciliations"


@pytest.fixture
def held() -> Books:
    held = books("sap")
    held.post("A-1")
    held.reconcile("first")
    return held


def test_the_same_key_is_answered_alike_and_asks_once(held: Books) -> None:
    one = held.house.call("POST", PATH, held.asked(), claims=ANN, key="again")
    two = held.house.call("POST", PATH, held.asked(), claims=ANN, key="again")
    assert one[:2] == two[:2]
    held.house.settle()
    assert held.read()["version"] == 4


def test_a_field_that_nobody_knows_is_refused(held: Books) -> None:
    asked = held.asked() | {"force": "yes"}
    assert held.house.call("POST", PATH, asked, claims=ANN, key="k")[0] == 400


def test_it_is_kept_to_the_callers_entities() -> None:
    held = books("netsuite")
    held.post("A-1")
    held.reconcile("first")
    narrow = PORTAL | {"sub": "narrow-1", "client_id": "narrow-1"}
    assert held.house.call("POST", PATH, held.asked(), claims=narrow, key="k")[0] == 403


def test_master_data_may_ask_for_every_entity(held: Books) -> None:
    assert held.house.call("POST", PATH, held.asked(), claims=MASTER, key="m")[0] == 200


def test_a_store_that_is_down_is_said_so(held: Books) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            raise Unavailable("throttled")

    held.house.world.boundary.before = down
    assert held.house.call("POST", PATH, held.asked(), claims=ANN, key="down")[0] == 503

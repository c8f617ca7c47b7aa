"""The end of a review completes the token that was stored for it, and no other."""

import pytest

from functions.payables.end_review import operation
from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from tests.house import House
from tests.unit.kernel.worlds import denials, envelopes, message, offer
from tests.unit.operations.captures import held, review
from tests.unit.operations.test_await_review import completed


@pytest.fixture
def decided(house: House) -> str:
    """The end of a review, as told; its token is stored, and nobody has heard of it yet."""
    document = held(house)
    house.settle()
    assert len(house.items("token#")) == 1
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    return message(envelopes(house, document)[-1])


def status(house: House) -> str:
    house.world.workflows.run()
    (one,) = house.world.workflows.executions.values()
    return one.status


def test_it_ends_the_wait_and_again_changes_nothing(house: House, decided: str) -> None:
    assert status(house) == "RUNNING"
    assert offer(house, operation.name, decided)
    assert status(house) == "SUCCEEDED"
    assert offer(house, operation.name, decided)
    assert completed(house) == 2


def test_nobody_waits(house: House, decided: str) -> None:
    ledger = house.world.store.tables["ledger"]
    (item,) = house.items("token#")
    ledger.delete((str(item["pk"]), str(item["sk"])))
    assert offer(house, operation.name, decided)
    assert completed(house) == 0


def test_an_event_that_was_never_committed_ends_nothing(house: House, decided: str) -> None:
    forged = decided.replace("InvoiceReviewed.v1", "InvoiceRejected.v1")
    offer(house, operation.name, forged)
    assert status(house) == "RUNNING"
    assert completed(house) == 0


def test_workflows_are_down(house: House, decided: str) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "workflows.complete":
            raise Unavailable("not now")

    house.world.boundary.before = down
    assert not offer(house, operation.name, decided)
    assert status(house) == "RUNNING"
    assert denials(house) == []

"""Every operation behind a queue in four cases: happy, invalid, replay, dependency down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from functions.runtime.triggers import Every, File, On, Task
from tests.company import company
from tests.house import TABLED, House
from tests.unit.kernel.worlds import offer
from tests.unit.operations.prepared import (
    dropped,
    due,
    events,
    open_circuit,
    raised,
    received,
    registered,
    resolved,
    retried,
    story,
    validated,
)

Prepare = Callable[[House], str]


@dataclass(frozen=True)
class Delivery:
    """One message for one operation, and what of the house it changes."""

    operation: str
    prepare: Prepare
    changes: str
    down: tuple[str, ...]
    with_supplier: bool = True
    needs: bool = True
    """Whether a message of nothing is a poison message."""


READ, WRITE, SEND = "store.read", "store.write", "queue.send"
DELIVERIES = [
    Delivery("payables.validate_invoice", received, "items", (READ, WRITE)),
    Delivery("payables.post_invoice", validated, "items", (READ, WRITE)),
    Delivery("operations.resolve_case", resolved, "items", (READ, WRITE), with_supplier=False),
    Delivery("operations.release_waiting", registered, "items", (SEND,), with_supplier=False),
    Delivery("payables.receive_invoice_file", dropped, "items", (READ, WRITE, "store.get_object")),
    Delivery("operations.wake", due, "queues", (READ, SEND, "store.index"), needs=False),
    Delivery("operations.probe_systems", open_circuit, "items", (READ, WRITE), needs=False),
    Delivery("operations.republish", story, "queues", (SEND, "store.query")),
    Delivery("operations.relay", events, "bus", (READ, "bus.publish")),
    Delivery("operations.tell_again", retried, "queues", (READ, SEND)),
    Delivery("operations.notify_owner", raised, "items", (READ, WRITE, "notices.notify")),
]
EACH = pytest.mark.parametrize("delivery", DELIVERIES, ids=lambda one: one.operation)


def _prepared(delivery: Delivery) -> tuple[House, str]:
    house = company(with_supplier=delivery.with_supplier)
    return house, delivery.prepare(house)


def _kept(house: House) -> dict[str, Any]:
    return {
        "items": dict(house.world.store.tables["ledger"].items),
        "queues": {name: len(queue) for name, queue in house.world.queue.waiting.items() if queue},
        "bus": len(house.world.bus.published),
    }


def test_every_operation_with_a_queue_is_here() -> None:
    kinds = On, File, Every, Task
    queued = {o.name for o in TABLED if any(isinstance(t, kinds) for t in o.triggers)}
    assert queued <= {one.operation for one in DELIVERIES}


@EACH
def test_happy(delivery: Delivery) -> None:
    house, body = _prepared(delivery)
    before = _kept(house)
    assert offer(house, delivery.operation, body)
    assert _kept(house)[delivery.changes] != before[delivery.changes]


@EACH
@pytest.mark.parametrize("poison", ["", "[", "7", "null"])
def test_invalid(delivery: Delivery, poison: str) -> None:
    house, _ = _prepared(delivery)
    before = _kept(house)
    if delivery.needs:
        assert not offer(house, delivery.operation, poison)
        assert _kept(house) == before


@EACH
def test_replay(delivery: Delivery) -> None:
    house, body = _prepared(delivery)
    assert offer(house, delivery.operation, body)
    house.settle()
    states, posted = (house.states(), house.states("case")), len(house.sap.books.invoices)
    versions = {document: house.head(document)["version"] for document in house.states()}
    assert offer(house, delivery.operation, body)
    house.settle()
    assert (house.states(), house.states("case")) == states
    assert len(house.sap.books.invoices) == posted
    assert {one: house.head(one)["version"] for one in house.states()} == versions


@EACH
def test_dependency_down(delivery: Delivery) -> None:
    for down in delivery.down:
        house, body = _prepared(delivery)
        house.kernels.clear()

        def fail(crossing: Crossing, down: str = down) -> None:
            if crossing.name == down:
                raise Unavailable("down")

        before = _kept(house)
        house.world.boundary.before = fail
        assert not offer(house, delivery.operation, body), down
        assert _kept(house) == before
        house.world.boundary.before = lambda _: None
        assert offer(house, delivery.operation, body)
        assert _kept(house)[delivery.changes] != before[delivery.changes]

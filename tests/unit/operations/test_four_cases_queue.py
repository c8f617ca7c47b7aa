"""Every operation behind a queue in four cases: happy, invalid, replay, dependency down."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from functions.runtime.triggers import Every, File, On, Task
from local.simulators.sap.faults import Fault
from tests.company import company, submit, supplier
from tests.house import OPERATIONS, House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import accepted, envelopes, message, offer

Prepare = Callable[[House], str]


def _received(house: House) -> str:
    document = submit(house)[1]["id"]
    return message(envelopes(house, document)[0])


def _validated(house: House) -> str:
    told = _received(house)
    assert offer(house, "payables.validate_invoice", told)
    return message(envelopes(house, json.loads(told)["detail"]["document"])[1])


def _resolved(house: House) -> str:
    document = accepted(house)
    supplier(house)
    house.relay()
    [waiting] = house.world.queue.waiting["operations.release_waiting"]
    assert offer(house, "operations.release_waiting", waiting.body)
    told = message(envelopes(house, document)[0])
    assert offer(house, "payables.validate_invoice", told)
    return message(envelopes(house, document)[2])


def _registered(house: House) -> str:
    accepted(house)
    return message(envelopes(house, supplier(house))[0])


def _dropped(house: House) -> str:
    return house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")), notify=False)


def _due(house: House) -> str:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    submit(house)
    house.settle()
    house.world.clock.advance(house.world.queue.visibility)
    return "{}"


def _open_circuit(house: House) -> str:
    house.sap.order(Fault("down", seconds=600))
    for number in range(8):
        submit(house, str(number), number=str(number))
    house.run(8)
    house.sap.down_until = house.world.clock()
    return "{}"


def _story(house: House) -> str:
    return json.dumps({"tenant": "acme", "document": accepted(house)})


def _events(house: House) -> str:
    events = house.items("event#", accepted(house))
    return json.dumps({"events": [[event["pk"], event["sk"]] for event in events]})


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
    Delivery("payables.validate_invoice", _received, "items", (READ, WRITE)),
    Delivery("payables.post_invoice", _validated, "items", (READ, WRITE)),
    Delivery("operations.resolve_case", _resolved, "items", (READ, WRITE), with_supplier=False),
    Delivery("operations.release_waiting", _registered, "items", (SEND,), with_supplier=False),
    Delivery("payables.receive_invoice_file", _dropped, "items", (READ, WRITE, "store.get_object")),
    Delivery("operations.wake", _due, "queues", (READ, SEND, "store.index"), needs=False),
    Delivery("operations.probe_systems", _open_circuit, "items", (READ, WRITE), needs=False),
    Delivery("operations.republish", _story, "queues", (SEND, "store.query")),
    Delivery("operations.relay", _events, "bus", (READ, "bus.publish")),
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
    queued = {o.name for o in OPERATIONS if any(isinstance(t, kinds) for t in o.triggers)}
    assert {one.operation for one in DELIVERIES} == queued


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

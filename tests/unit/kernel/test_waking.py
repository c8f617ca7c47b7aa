"""The sweep: what is due goes back on its own queue; a lag or a second send does no harm."""

from datetime import timedelta

from functions.runtime.memory import World, memory_ports
from functions.runtime.ports import Item, Key, Put
from functions.runtime.waiting import release
from local.simulators.sap.faults import Fault
from tests.company import submit
from tests.house import House
from tests.unit.kernel.worlds import offer

POST = "payables.post_invoice"
WAKE = "operations.wake"


def _unknown(house: House) -> str:
    """An invoice whose posting got no answer: its effect is due in ten seconds."""
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = str(submit(house)[1]["id"])
    house.settle()
    assert house.states() == {document: "posting"}
    return document


def _queued(house: House) -> int:
    return len(house.world.queue.waiting[POST])


def test_only_what_is_due_is_woken(house: House) -> None:
    _unknown(house)
    assert offer(house, WAKE, "{}")
    assert _queued(house) == 0
    house.world.clock.advance(timedelta(seconds=30))
    assert offer(house, WAKE, "{}")
    assert _queued(house) == 1


def test_what_is_due_in_the_index_but_final_since_is_not_woken(house: House) -> None:
    document = _unknown(house)
    house.world.store.tables["ledger"].index.lagging = True
    house.world.clock.advance(timedelta(minutes=1))
    assert offer(house, WAKE, "{}")
    house.settle()
    assert house.states() == {document: "posted"}
    assert offer(house, WAKE, "{}")
    assert _queued(house) == 0


def test_a_message_that_is_woken_twice_is_decided_once(house: House) -> None:
    document = _unknown(house)
    house.world.clock.advance(timedelta(minutes=1))
    for _ in range(3):
        assert offer(house, WAKE, "{}")
    assert _queued(house) == 3
    house.settle()
    assert house.states() == {document: "posted"}
    assert len(house.sap.books.invoices) == 1
    assert house.head(document)["version"] == 4


def test_more_than_a_page_is_woken_at_once(house: House) -> None:
    ports = memory_ports(house.world)
    for number in range(230):
        key = {"pk": f"acme#inv_{number}", "sk": "effect#post"}
        due = {"gpk": f"due#{number % 4}", "gsk": f"2026-01-01T00:00:00.000000Z#{number}"}
        ports.store.write([Put({**key, **due, "operation": POST, "message": str(number)})])
    assert offer(house, WAKE, "{}")
    assert _queued(house) == 230


def test_a_waiter_is_sent_before_it_is_taken_away() -> None:
    world = World()
    ports = memory_ports(world)
    for number in range(250):
        item: Item = {
            "pk": "p",
            "sk": f"wait#{number:03}",
            "operation": "o",
            "message": str(number),
        }
        item |= {"since": "2026-03-02T09:00:00.000000Z"}
        ports.store.write([Put(item)])
    since = len(world.boundary.calls)
    assert release(ports, Key("p", "target"), 120) == 120
    assert release(ports, Key("p", "target"), 500) == 130
    assert release(ports, Key("p", "target"), 500) == 0
    assert [int(one.body) for one in world.queue.waiting["o"]] == list(range(250))
    calls = [call for call in world.boundary.aws_calls(since) if call != "store.query"]
    assert calls == ["queue.send", "store.write"] * 250

"""What only the memory has: faults at every call, a lagging index, the stream, virtual time."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing, Killed, World, memory_ports
from functions.runtime.ports import (
    ABSENT,
    Clause,
    ConditionFailed,
    Delete,
    Key,
    Ports,
    Put,
    Reply,
    Request,
)

HEAD = Key("acme#inv_1", "head")
ASK = Request("POST", "https://sap.example/Invoices", {})


@pytest.fixture
def world() -> World:
    one = World()
    one.remote.systems["https://sap.example/"] = lambda request: Reply(201, {}, b"")
    one.remote.secrets["sap"] = {"client_id": "tieout"}
    return one


@pytest.fixture
def ports(world: World) -> Ports:
    return memory_ports(world)


def opens(*, version: int = 1) -> Put:
    return Put({"pk": HEAD.pk, "sk": HEAD.sk, "version": version}, ABSENT)


CALLS: dict[str, Callable[[Ports], object]] = {
    "store.read": lambda ports: ports.store.read([HEAD]),
    "store.write": lambda ports: ports.store.write([opens()]),
    "store.query": lambda ports: ports.store.query("acme#inv_1", "event#"),
    "store.index": lambda ports: ports.store.index("due#0"),
    "store.scan": lambda ports: ports.store.scan("event#"),
    "store.put_object": lambda ports: ports.store.put_object("a", b"1"),
    "store.get_object": lambda ports: ports.store.get_object("there"),
    "bus.publish": lambda ports: ports.bus.publish([{"source": "s", "type": "t", "detail": "{}"}]),
    "queue.send": lambda ports: ports.queue.send("post_invoice", "{}"),
    "queue.postpone": lambda ports: ports.queue.postpone("post_invoice", "1/1", 5),
    "remote.call": lambda ports: ports.remote.call(ASK),
    "remote.secret": lambda ports: ports.remote.secret("sap"),
    "vault.keys": lambda ports: ports.vault.keys(),
    "vault.unwrap": lambda ports: ports.vault.unwrap(b"wrapped by nobody: 9"),
}


def raising(fault: BaseException) -> Callable[[Crossing], None]:
    def hook(crossing: Crossing) -> None:
        raise fault

    return hook


@pytest.mark.parametrize("fault", [Unavailable("throttled"), Killed()])
@pytest.mark.parametrize("name", CALLS)
def test_a_fault_before_and_after_every_call(
    world: World, ports: Ports, name: str, fault: BaseException
) -> None:
    ports.store.put_object("there", b"")
    world.boundary.calls.clear()
    world.boundary.before = raising(fault)
    with pytest.raises(type(fault)):
        CALLS[name](ports)
    assert [call.name for call in world.boundary.calls] == [name]
    world.boundary.before = lambda crossing: None
    world.boundary.after = raising(fault)
    with pytest.raises(type(fault)):
        CALLS[name](ports)
    assert [call.name for call in world.boundary.calls] == [name, name]


def test_before_means_that_nothing_happened(world: World, ports: Ports) -> None:
    world.boundary.before = raising(UnknownOutcome("lost on the way"))
    with pytest.raises(UnknownOutcome):
        ports.store.write([opens()])
    assert world.store.tables["ledger"].items == {}


def test_after_means_that_it_happened(world: World, ports: Ports) -> None:
    world.boundary.after = raising(UnknownOutcome("answer lost"))
    for call in (CALLS["store.write"], CALLS["queue.send"], CALLS["bus.publish"]):
        with pytest.raises(UnknownOutcome):
            call(ports)
    assert len(world.store.tables["ledger"].items) == 1
    assert len(world.queue.waiting["post_invoice"]) == 1
    assert len(world.bus.published) == 1


def test_another_delivery_in_the_middle_of_a_call(world: World, ports: Ports) -> None:
    def rival(crossing: Crossing) -> None:
        world.boundary.before = lambda _: None
        ports.store.write([opens(version=9)])

    world.boundary.before = rival
    with pytest.raises(ConditionFailed) as failed:
        ports.store.write([opens()])
    assert failed.value.stood == {0: {**opens(version=9).item}}


def test_calls_are_counted_as_aws_bills_them(world: World, ports: Ports) -> None:
    ports.store.write([opens()])
    warm = len(world.boundary.calls)
    for _ in range(2):
        ports.remote.secret("sap")
        ports.remote.call(ASK)
        ports.vault.unwrap(b"wrapped by nobody: 1")
    ports.store.read([Key("p", str(number)) for number in range(101)])
    assert world.boundary.aws_calls(warm) == [
        "remote.secret",
        "vault.unwrap",
        "store.read",
        "store.read",
    ]


def test_an_index_that_lags(world: World, ports: Ports) -> None:
    index = world.store.tables["ledger"].index
    listed = {"pk": HEAD.pk, "sk": HEAD.sk, "gpk": "due#0", "gsk": "1"}
    index.lagging = True
    ports.store.write([Put({**listed})])
    assert ports.store.index("due#0").items == []
    index.catch_up()
    assert ports.store.index("due#0").items == [listed]
    ports.store.write([Delete(HEAD)])
    assert ports.store.index("due#0").items == [listed]
    index.catch_up()
    assert ports.store.index("due#0").items == []


def test_the_stream_has_each_new_event_once(world: World, ports: Ports) -> None:
    told = [{"pk": HEAD.pk, "sk": f"event#{version:010}"} for version in (1, 2)]
    for event in told:
        ports.store.write([Put({**event}, ABSENT), Put({"pk": HEAD.pk, "sk": "head"})])
    with pytest.raises(ConditionFailed):
        ports.store.write([Put({**told[1]}, ABSENT)])
    ports.store.write([Put({**told[1], "again": 1})])
    ports.store.write([Put({**told[1]}, (), "keys")])
    assert world.store.stream == told


def test_what_was_written_or_read_cannot_be_changed_from_outside(ports: Ports) -> None:
    put = opens()
    ports.store.write([put])
    put.item["version"] = 7
    ports.store.read([HEAD])[HEAD]["version"] = 8
    ports.store.query(HEAD.pk, "head").items[0]["version"] = 9
    assert ports.store.read([HEAD])[HEAD]["version"] == 1
    with pytest.raises(ConditionFailed) as failed:
        ports.store.write([Put({"pk": HEAD.pk, "sk": HEAD.sk}, (Clause("=", "version", 2),))])
    assert failed.value.stood[0] is not None
    failed.value.stood[0]["version"] = 2
    assert ports.store.read([HEAD])[HEAD]["version"] == 1


def test_an_answer_above_16_mb_is_only_a_part(ports: Ports) -> None:
    keys = [Key("acme#file", f"member#{number}") for number in range(50)]
    for key in keys:
        ports.store.write([Put({"pk": key.pk, "sk": key.sk, "body": "x" * 390_000})])
    assert len(ports.store.read(keys[:40])) == 40
    with pytest.raises(Unavailable):
        ports.store.read(keys)


def test_a_message_comes_back_when_its_time_is_over(world: World, ports: Ports) -> None:
    ports.queue.send("post_invoice", "a", delay_seconds=60)
    assert world.queue.receive("post_invoice") == []
    world.clock.advance(timedelta(seconds=60))
    (first,) = world.queue.receive("post_invoice")
    receipt = first.receipt
    world.clock.advance(world.queue.visibility - timedelta(seconds=1))
    assert world.queue.receive("post_invoice") == []
    ports.queue.postpone("post_invoice", receipt, 300)
    world.clock.advance(timedelta(seconds=299))
    assert world.queue.next_visible() == world.clock.now + timedelta(seconds=1)
    assert world.queue.receive("post_invoice") == []
    world.clock.advance(timedelta(seconds=1))
    (again,) = world.queue.receive("post_invoice")
    assert (again.receives, again.body) == (2, "a")
    world.queue.delete("post_invoice", receipt)
    assert world.queue.next_visible() is None


def test_dead_letters_can_be_redriven_any_number_of_times(world: World, ports: Ports) -> None:
    ports.queue.send("post_invoice", "poison")
    for _ in range(2):
        for receives in range(1, 6):
            (one,) = world.queue.receive("post_invoice")
            assert one.receives == receives
            world.queue.release("post_invoice", one.receipt)
        assert world.queue.receive("post_invoice") == []
        assert [letter.body for letter in world.queue.dead["post_invoice"]] == ["poison"]
        assert world.queue.redrive("post_invoice") == 1
    assert world.queue.dead["post_invoice"] == []


def test_entries_can_fail_one_by_one(world: World, ports: Ports) -> None:
    heard: list[str] = []
    world.bus.subscribers.append(lambda entry: heard.append(entry["type"]))
    world.bus.failing = lambda entries: [0, 2]
    entries = [{"source": "s", "type": str(number), "detail": "{}"} for number in range(4)]
    assert ports.bus.publish(entries) == [0, 2]
    assert heard == ["1", "3"]
    assert [one["type"] for one in world.bus.published] == heard


def test_the_longest_prefix_answers(world: World, ports: Ports) -> None:
    world.remote.systems["https://sap.example/Invoices"] = lambda request: Reply(200, {}, b"here")
    assert ports.remote.call(ASK).body == b"here"
    assert ports.remote.call(ASK._replace(url="https://sap.example/x")).status == 201
    with pytest.raises(Unavailable):
        ports.remote.call(ASK._replace(url="https://other.example/"))


def test_a_world_is_the_same_every_time() -> None:
    one, other = memory_ports(World()), memory_ports(World())
    assert one.new_id() == other.new_id()
    assert [one.jitter() for _ in range(9)] == [other.jitter() for _ in range(9)]
    assert all(0 <= one.jitter() < 1 for _ in range(99))
    assert one.vault.keys() == other.vault.keys()
    before = one.clock()
    one.pause(1.5)
    assert one.clock() - before == timedelta(seconds=1.5)

"""A system that fails in a row is left alone, probed, and taken up again little by little."""

from functions.runtime import circuit
from functions.runtime.memory import World, memory_ports
from functions.runtime.ports import Item, Ports
from local.simulators.sap.faults import Fault
from schemas.policies.resilience import Resilience
from tests.company import submit
from tests.house import House

POLICY = Resilience()


def _state(ports: Ports) -> Item | None:
    key = circuit.key("sap")
    return ports.store.read([key]).get(key)


def _fail(ports: Ports, times: int) -> None:
    for _ in range(times):
        circuit.failed(ports, "sap", _state(ports), POLICY)


def test_it_opens_with_the_fifth_failure_in_a_row() -> None:
    ports = memory_ports(World())
    _fail(ports, 4)
    assert not circuit.is_open(_state(ports))
    _fail(ports, 1)
    assert circuit.is_open(_state(ports))


def test_an_answer_between_them_breaks_the_row() -> None:
    ports = memory_ports(World())
    _fail(ports, 4)
    circuit.answered(ports, "sap", _state(ports))
    _fail(ports, 4)
    assert not circuit.is_open(_state(ports))


def test_an_answer_without_failures_before_it_writes_nothing() -> None:
    world = World()
    ports = memory_ports(world)
    circuit.answered(ports, "sap", None)
    _fail(ports, 1)
    circuit.answered(ports, "sap", _state(ports))
    since = len(world.boundary.calls)
    state = _state(ports)
    circuit.answered(ports, "sap", state)
    assert world.boundary.aws_calls(since) == ["store.read"]


def test_failures_counted_at_once_are_all_counted() -> None:
    ports = memory_ports(World())
    seen = _state(ports)
    for _ in range(3):
        circuit.failed(ports, "sap", seen, POLICY)
    state = _state(ports)
    assert state is not None
    assert state["failures"] == 3


def test_an_answer_that_others_overtook_does_not_close_it() -> None:
    ports = memory_ports(World())
    _fail(ports, 4)
    seen = _state(ports)
    _fail(ports, 1)
    circuit.answered(ports, "sap", seen)
    assert circuit.is_open(_state(ports))


def test_half_open_one_failure_opens_it_again() -> None:
    ports = memory_ports(World())
    _fail(ports, 5)
    opened = _state(ports)
    assert opened is not None
    circuit.half_opened(ports, "sap", opened, 10)
    assert not circuit.is_open(_state(ports))
    circuit.answered(ports, "sap", _state(ports))
    half = _state(ports)
    assert half is not None
    assert (half["state"], half["released"], half["gpk"]) == ("half open", 10, "due#systems")
    _fail(ports, 1)
    assert circuit.is_open(_state(ports))


def test_closed_it_is_on_no_list() -> None:
    ports = memory_ports(World())
    _fail(ports, 5)
    opened = _state(ports)
    assert opened is not None
    circuit.closed(ports, "sap", opened)
    assert ports.store.index("due#systems").items == []


def _outage(house: House, invoices: int) -> None:
    house.sap.order(Fault("down", seconds=100_000))
    for number in range(invoices):
        submit(house, str(number), number=f"R-{number}")
    house.settle()


def _waiting(house: House) -> int:
    return len(house.items("wait#", "system#sap"))


def _circuit(house: House) -> str:
    [item] = house.items("state", "system#sap")
    return str(item["state"])


def test_behind_an_open_circuit_everything_parks_and_nothing_floods(house: House) -> None:
    _outage(house, 40)
    house.run(10)
    assert _circuit(house) == "open"
    assert _waiting(house) == 40
    assert house.world.queue.dead == {}
    since = len(house.world.boundary.calls)
    house.run(5)
    called = [call.name for call in house.world.boundary.calls[since:]]
    assert 5 <= called.count("remote.call") <= 15
    assert "queue.postpone" not in called


def test_the_probe_lets_go_ten_then_twenty_then_closes(house: House) -> None:
    _outage(house, 40)
    house.run(10)
    house.sap.down_until = house.world.clock()
    seen = []
    for _ in range(4):
        house.tick()
        seen.append((_waiting(house), _circuit(house)))
    assert seen[:3] == [(30, "half open"), (10, "half open"), (0, "closed")]
    house.run(30)
    assert set(house.states().values()) == {"posted"}
    assert len(house.sap.books.invoices) == 40


def test_a_failure_while_half_open_parks_the_rest_again(house: House) -> None:
    _outage(house, 40)
    house.run(10)
    house.sap.down_until = house.world.clock()
    house.sap.order(Fault("server_error"))
    house.tick()
    assert _circuit(house) == "open"
    assert _waiting(house) >= 30

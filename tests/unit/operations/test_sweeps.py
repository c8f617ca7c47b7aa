"""The minute's work on its edges: nothing to do, too much to do, and others who were faster."""

import json

import pytest

from functions.operations import wake
from functions.runtime import circuit
from functions.runtime.memory import Crossing, memory_ports
from functions.runtime.ports import Item, Put
from schemas.policies.resilience import Resilience
from tests.company import company
from tests.house import House
from tests.unit.kernel.worlds import envelopes, message, offer
from tests.unit.operations.prepared import open_circuit, resolved

PROBE, WAKE, RESOLVE = "operations.probe_systems", "operations.wake", "operations.resolve_case"


def _state(house: House) -> Item:
    key = circuit.key("sap")
    return memory_ports(house.world).store.read([key])[key]


def _opened(house: House) -> Item:
    for _ in range(5):
        key = circuit.key("sap")
        ports = memory_ports(house.world)
        circuit.failed(ports, "sap", ports.store.read([key]).get(key), Resilience())
    return _state(house)


def test_without_an_open_circuit_nobody_is_probed(house: House) -> None:
    assert offer(house, PROBE, "{}")
    assert not [call for call in house.world.boundary.calls if call.name == "remote.call"]


def test_a_circuit_that_closed_behind_the_index_is_left_alone(house: House) -> None:
    opened = _opened(house)
    house.world.store.tables["ledger"].index.lagging = True
    circuit.closed(memory_ports(house.world), "sap", opened)
    assert offer(house, PROBE, "{}")
    assert not [call for call in house.world.boundary.calls if call.name == "remote.call"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_circuit_that_others_move_meanwhile_is_theirs(house: House, number: int) -> None:
    _opened(house)
    left = [number]

    def reopen(crossing: Crossing) -> None:
        left[0] -= crossing.name == "store.write"
        if not left[0]:
            house.world.boundary.before = lambda _: None
            circuit.failed(memory_ports(house.world), "sap", _state(house), Resilience())

    house.world.boundary.before = reopen
    assert offer(house, PROBE, "{}")
    assert circuit.is_open(_state(house))


def test_a_failure_right_after_the_release_keeps_it_open(house: House) -> None:
    open_circuit(house)

    def reopen(crossing: Crossing) -> None:
        if crossing.name == "queue.send":
            house.world.boundary.before = lambda _: None
            circuit.failed(memory_ports(house.world), "sap", _state(house), Resilience())

    house.world.boundary.before = reopen
    assert offer(house, PROBE, "{}")
    assert circuit.is_open(_state(house))


def test_one_sweep_sends_only_so_much(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "MOST", 5)
    monkeypatch.setattr(wake, "PAGE", 2)
    ports = memory_ports(house.world)
    for number in range(40):
        key = {"pk": f"acme#inv_{number}", "sk": "effect#post"}
        due: Item = {"gpk": f"due#{number % 4}", "gsk": f"2026-01-01T00:00:00.000000Z#{number}"}
        ports.store.write([Put({**key, **due, "operation": "o", "message": "m"})])
    assert offer(house, WAKE, "{}")
    assert 5 <= len(house.world.queue.waiting["o"]) <= 6


def test_a_case_that_is_closed_stays_as_it_is() -> None:
    house = company(with_supplier=False)
    told = resolved(house)
    assert offer(house, RESOLVE, told)
    [case] = house.states("case")
    document = json.loads(told)["detail"]["document"]
    table = house.world.store.tables["ledger"]
    table.delete((f"acme#{document}", f"mark#{RESOLVE}#{document}@3"))
    assert offer(house, RESOLVE, message(envelopes(house, document)[2]))
    assert house.head(case)["version"] == 2
    assert house.states("case") == {case: "resolved"}

"""The effect ledger beside an open circuit, and beside others who move at the same time."""

import pytest

from functions.runtime import circuit
from functions.runtime.decision import Receipt
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import memory_ports
from functions.runtime.ports import Ports
from schemas.policies.resilience import Resilience
from tests.house import House
from tests.unit.kernel.toy_effect import Bench

THERE = Receipt("4711", "raw")


@pytest.fixture
def bench(house: House) -> Bench:
    return Bench(house)


def _ports(bench: Bench) -> Ports:
    return memory_ports(bench.house.world)


def _open(bench: Bench) -> None:
    for _ in range(5):
        state = _ports(bench).store.read([circuit.key("toy")]).get(circuit.key("toy"))
        circuit.failed(_ports(bench), "toy", state, Resilience())


def test_behind_an_open_circuit_nothing_begins(bench: Bench) -> None:
    _open(bench)
    assert bench.deliver()
    assert (bench.state(), bench.toy.done) == ("validated", [])
    assert len(bench.house.items("wait#", "system#toy")) == 1
    assert bench.house.items("effect#note") == []


def test_an_effect_that_is_due_parks_behind_an_open_circuit(bench: Bench) -> None:
    bench.toy.sends = [UnknownOutcome("lost")]
    bench.deliver()
    _open(bench)
    assert bench.after(seconds=20)
    assert len(bench.house.items("wait#", "system#toy")) == 1
    assert "gpk" not in bench.effect()
    assert bench.queued() == 0


def test_a_circuit_that_closes_meanwhile_lets_it_go_at_once(bench: Bench) -> None:
    _open(bench)
    key = circuit.key("toy")
    bench.before("wait#", lambda: circuit.closed(_ports(bench), "toy", _state(bench)))
    assert bench.deliver()
    assert not circuit.is_open(_ports(bench).store.read([key])[key])
    assert bench.queued() == 1


def _state(bench: Bench) -> dict[str, str | int]:
    return _ports(bench).store.read([circuit.key("toy")])[circuit.key("toy")]


def test_a_document_that_moves_before_the_intent_sends_nothing(bench: Bench) -> None:
    bench.before("in flight", bench.move)
    assert not bench.deliver()
    assert bench.toy.done == []


def test_a_document_that_moves_before_the_outcome_is_decided_later(bench: Bench) -> None:
    bench.toy.sends = [THERE]
    bench.before("'sent'", bench.move)
    assert not bench.deliver()
    assert bench.effect()["state"] == "claimed"


def test_only_one_delivery_claims_the_next_attempt(bench: Bench) -> None:
    bench.toy.sends = [Unavailable("down"), THERE, THERE]
    bench.deliver()
    bench.house.world.clock.advance(bench.house.world.queue.visibility)
    bench.before("in flight", bench.deliver)
    assert bench.deliver()
    assert bench.toy.done == ["send", "send"]
    assert bench.attempts() == ["not sent", "done"]


def test_what_another_delivery_found_there_meanwhile_is_not_sent_again(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [UnknownOutcome("lost"), THERE], [None, THERE]
    bench.deliver()
    bench.before("in flight", bench.deliver)
    assert bench.after(minutes=20)
    assert bench.toy.done == ["send", "ask", "ask"]
    assert (bench.state(), bench.effect()["state"]) == ("sent", "done")

"""Dead letters, in memory, on moto, and on the emulator (`-m e2e`)."""

from itertools import count

import pytest

from functions.runtime.aws import letters
from functions.runtime.ports import Ports
from tests.contract.ports.engine import Engine

OF = "post_invoice"
_poisons = count(1)


@pytest.fixture
def ports(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Ports:
    """With no letter of another test; moto would really sleep on an empty queue."""
    if engine.name == "moto":
        monkeypatch.setattr(letters, "WAIT_SECONDS", 0)
    engine.ports.letters.redrive(OF, [])
    while taken := engine.receive(OF):
        for one in taken:
            engine.ports.queue.postpone(OF, one.receipt, 43_200)
    return engine.ports


def kill(engine: Engine, number: int) -> list[str]:
    """So many messages that failed five times."""
    bodies = [f"poison {next(_poisons)}" for _ in range(number)]
    for body in bodies:
        engine.ports.queue.send(OF, body)
    for _ in range(8 * number):
        for taken in engine.receive(OF):
            engine.ports.queue.postpone(OF, taken.receipt, 0)
    return bodies


def test_letters_are_read_and_stay(engine: Engine, ports: Ports) -> None:
    bodies = kill(engine, 3)
    first = ports.letters.read(OF, 100)
    assert sorted(one.body for one in first) == sorted(bodies)
    assert len({one.id for one in first}) == 3
    assert ports.letters.read(OF, 100) == first
    assert len(ports.letters.read(OF, 2)) == 2
    assert sorted(engine.dead(OF)) == sorted(bodies)


def test_more_letters_than_one_page_holds(engine: Engine, ports: Ports) -> None:
    bodies = kill(engine, 13)
    assert sorted(one.body for one in ports.letters.read(OF, 100)) == sorted(bodies)
    assert len(ports.letters.read(OF, 12)) == 12


def test_the_named_go_back_to_their_own_queue(engine: Engine, ports: Ports) -> None:
    bodies = kill(engine, 3)
    wanted = [one.id for one in ports.letters.read(OF, 100) if one.body != bodies[1]]
    assert ports.letters.redrive(OF, [*wanted, "0-nobody"]) == 2
    assert [one.body for one in ports.letters.read(OF, 100)] == [bodies[1]]
    back = {one.body for one in engine.receive(OF)}
    assert back == {bodies[0], bodies[2]}
    assert ports.letters.redrive(OF, wanted) == 0


def test_all_go_back(engine: Engine, ports: Ports) -> None:
    bodies = kill(engine, 2)
    assert ports.letters.redrive(OF, []) == 2
    assert ports.letters.read(OF, 100) == []
    assert {one.body for one in engine.receive(OF)} == set(bodies)

"""Before the first event: what is loaded, and what is not asked for."""

from datetime import timedelta

from functions.runtime.dispatch import prepare
from functions.runtime.kernel import Kernel
from functions.runtime.memory import World, memory_ports
from tests.house import OPERATIONS


def test_every_operation_can_be_made_ready_before_its_first_event() -> None:
    for operation in OPERATIONS:
        prepare(operation)


def test_nothing_wanted_is_nothing_read() -> None:
    world = World()
    now = world.clock() + timedelta()
    assert Kernel.over(memory_ports(world)).read([], "acme", [], "*", now) == {}
    assert world.boundary.calls == []

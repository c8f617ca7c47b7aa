"""Waiting for a system whose circuit is open."""

from collections.abc import Mapping
from datetime import timedelta

from functions.runtime import circuit, keys
from functions.runtime.commit import Planned, write
from functions.runtime.items import Frame
from functions.runtime.operation import Operation
from functions.runtime.ports import Item, Ports
from functions.runtime.waiters import unpark, waiters
from functions.runtime.waiting import take_off
from schemas.base import iso

LATELY = timedelta(hours=1)
"""Longer than a message can come back from its queue after a circuit moved."""


def park(
    ports: Ports,
    frame: Frame,
    operation: Operation,
    document: str,
    message: str,
    system: str,
    extra: list[Planned],
) -> str:
    """Wait for the circuit; if it closed in between, go on at once by redelivery."""
    key = circuit.key(system)
    write(ports, [*waiters(frame, [key], document, message), *extra])
    if not circuit.is_open(ports.store.read([key]).get(key)):
        ports.queue.send(operation.name, message)
        waiter = keys.waiter(key, f"{frame.tenant}#{document}", operation.name)
        take_off(ports, waiter, iso(frame.now))
    return f"waits for {system}"


def left_behind(
    frame: Frame, circuits: Mapping[str, Item | None], system: str, document: str
) -> list[Planned]:
    """What a delivery that died while parking left behind; only an outage can have that."""
    state = circuits[system]
    if state is None or str(state["since"]) < iso(frame.now - LATELY):
        return []
    return unpark(frame, [circuit.key(system)], document)

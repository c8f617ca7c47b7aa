"""Let go what waited for a supplier that has arrived."""

import json
from typing import Any

from functions.runtime import keys
from functions.runtime.decision import Alias
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import On
from functions.runtime.waiting import release
from schemas.events.envelope import Envelope
from schemas.events.supplier import SupplierRegistered

operation = Operation(
    On(SupplierRegistered), owner="platform", grants=(Grant.WAKE,), timeout_seconds=60, batch=1
)

MOST = 1_000
"""Waiters that one delivery lets go; the rest goes with the next message to itself."""


@operation.runs
def release_waiting(kernel: Kernel, message: dict[str, Any]) -> str:
    """Waiters go back to their own queues, where they find the supplier; see `waiting.release`."""
    told = Envelope.model_validate(message["detail"])
    arrived = SupplierRegistered.model_validate(told.data)
    released = 0
    for known in arrived.identifiers:
        alias = keys.alias(told.tenant, Alias(known.scheme, known.value))
        released += release(kernel.ports, alias, MOST - released)
    if released >= MOST:
        kernel.ports.queue.send(operation.name, json.dumps(message))
    return f"released {released}"

"""Notice that the ledger is in a restored table: keep effects back, have events told again.

What is decided about once is told once: what a consumer took from its queue after the restore
point is forgotten with what it decided, so the events of all that time are announced anew.
"""

from typing import Any

from functions.runtime import circuit, keys, quarantine, restores
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Every
from functions.runtime.waiting import release

operation = Operation(
    Every(minutes=1),
    owner="platform",
    grants=(Grant.WAKE, Grant.IDENTITY),
    timeout_seconds=60,
    batch=1,
)

MOST = 1_000
"""Waiters that one sweep lets go."""


@operation.runs
def watch_ledger(kernel: Kernel, _message: dict[str, Any]) -> str:
    """A restore is found here, or by the first effect; either way it becomes a document here.

    Once two people have let go, so does this: at most so many waiters a minute.
    """
    ports, at = kernel.ports, keys.system(quarantine.LEDGER)
    record = quarantine.in_force(ports, kernel.identity, ports.store.read([at]).get(at))
    if not record["found"]:
        return "the ledger is the table that it was"
    if circuit.is_open(record):
        restore = restores.restore_of(ports, record)
        state = restores.state_of(ports, restore)
        if not state:
            return restores.found(kernel, operation, restore, record)
        if state != "released" or not quarantine.lift(ports, record):
            return f"{restore} is {state}"
    return f"let go {release(ports, at, MOST)}"

"""Tell the owner what should have happened by now and did not, once, and close it when it does."""

import json
from typing import Any

from functions.runtime.heartbeat import beat
from functions.runtime.kernel import Kernel
from functions.runtime.lateness import Watch
from functions.runtime.operation import Operation
from functions.runtime.triggers import Every
from functions.runtime.watching import Place, clear, sweep

operation = Operation(
    Every(minutes=5), owner="finance-operations", timeout_seconds=300, memory_mb=1024, batch=1
)


@operation.runs
def watch(kernel: Kernel, message: dict[str, Any]) -> str:
    """What is watched is policy `watchers`; see `functions.runtime.watching`."""
    sweeping = Watch(kernel, operation, kernel.ports.clock())
    begin = Place(*message["from"]) if "from" in message else None
    cleared = 0
    if begin is None:
        beat(sweeping)
        cleared = clear(sweeping)
    swept = sweep(sweeping, begin)
    if swept.place:
        kernel.ports.queue.send(operation.name, json.dumps({"from": swept.place}))
    return f"{swept.late} late, {cleared} no longer{', to be continued' if swept.place else ''}"

"""Announce committed events on the internal bus."""

from typing import Any

from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.ports import Key
from functions.runtime.relay import announce
from functions.runtime.triggers import Stream, Task

operation = Operation(
    Stream(), Task(), owner="platform", grants=(Grant.PUBLISH,), timeout_seconds=60, batch=1
)


@operation.runs
def announce_again(kernel: Kernel, message: dict[str, Any]) -> str:
    """Announce the events that a `republish` names; the stream's own come by the kernel."""
    wanted = [Key(str(pk), str(sk)) for pk, sk in message["events"]]
    told = announce(kernel.ports.store, kernel.ports.bus, wanted)
    return f"announced {told} events again"

"""Announce committed events on the internal bus."""

from collections.abc import Mapping, Sequence
from typing import Any

from functions.runtime.kernel import Kernel
from functions.runtime.milestones import measured
from functions.runtime.operation import Grant, Operation
from functions.runtime.ports import Key
from functions.runtime.relay import announce, from_stream, image
from functions.runtime.triggers import Stream, Task

operation = Operation(
    Stream(), Task(), owner="platform", grants=(Grant.PUBLISH,), timeout_seconds=60, batch=1
)


@operation.follows
def announce_new(kernel: Kernel, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """The stream's own: those that the bus did not take come again."""
    failed = from_stream(kernel.ports.bus, records)
    kernel.ports.meter.take(measured(image(record) for record in records))
    return failed


@operation.runs
def announce_again(kernel: Kernel, message: dict[str, Any]) -> str:
    """Announce the events that a `republish` names."""
    wanted = [Key(str(pk), str(sk)) for pk, sk in message["events"]]
    told = announce(kernel.ports.store, kernel.ports.bus, wanted)
    return f"announced {told} events again"

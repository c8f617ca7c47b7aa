"""Seal what moved in the last hour: signed, numbered, kept where nobody can change it."""

from typing import Any

from functions.audit.sealing import seal_what_moved
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Every, Task

operation = Operation(
    Every(minutes=60),
    Task(),
    owner="finance-controls",
    grants=(Grant.AUDIT,),
    timeout_seconds=120,
    memory_mb=1024,
    batch=1,
)


@operation.runs
def seal_ledger(kernel: Kernel, message: dict[str, Any]) -> str:
    """The scheduled time is the key: the same hour is sealed once. Without a time: now."""
    return seal_what_moved(kernel, str(message.get("time", "")))

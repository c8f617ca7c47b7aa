"""Put dead letters back on the queue of their consumer, and say how many."""

from typing import Any

from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.redrives import asked_for, open_redrive, put_back
from functions.runtime.triggers import On, Task
from schemas.events.redrive import RedriveRequested

operation = Operation(
    On(RedriveRequested),
    Task(),
    owner="platform",
    grants=(Grant.LETTERS, Grant.REDRIVE),
    timeout_seconds=300,
    batch=1,
)


@operation.runs
def redrive_letters(kernel: Kernel, message: dict[str, Any]) -> str:
    """A request that was committed is carried out; a message of the command first becomes one.

    The command says `queue`, `letters`, `cause`, `reason` and `by`, as whom AWS knows the operator.
    """
    if "detail" not in message:
        return open_redrive(kernel, operation, message)
    found = asked_for(kernel, message)
    return put_back(kernel, operation, *found) if found else "carried out before"

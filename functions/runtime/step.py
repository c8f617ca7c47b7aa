"""A workflow's step: the state machine asks, the operation decides, errors keep their names.

Step Functions matches Retry and Catch on the class names of `functions.runtime.errors`.
"""

from collections.abc import Mapping
from typing import Any

from functions.runtime import callers
from functions.runtime.errors import Conflict
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import model
from functions.runtime.transition import move


def on_step(kernel: Kernel, operation: Operation, event: Mapping[str, Any]) -> dict[str, Any]:
    """Decide once per execution and state: `execution` in the input is the idempotency key."""
    tenant, execution = str(event["tenant"]), str(event["execution"])
    asked = operation.signature.asked
    if asked is None:
        raise Conflict(f"{operation.name} is asked nothing by a workflow")
    caller = callers.itself(operation.name, tenant)
    return move(kernel, operation, caller, model(asked, event["asked"]), execution)

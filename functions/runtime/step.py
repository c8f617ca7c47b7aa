"""A workflow's step: the state machine asks, the operation decides, errors keep their names.

Step Functions matches Retry and Catch on the class names of `functions.runtime.errors`.
"""

from collections.abc import Mapping
from typing import Any

from functions.runtime import callers
from functions.runtime.decision import Await
from functions.runtime.errors import Conflict
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import model
from functions.runtime.transition import move
from functions.runtime.workflows import hold
from schemas.base import Asked


def on_step(kernel: Kernel, operation: Operation, event: Mapping[str, Any]) -> dict[str, Any]:
    """Decide once per execution and state; nothing left to decide is an answer, not an error.

    `execution` and `state` in the input are the idempotency key, `token` is what a wait ends with.
    """
    tenant, key = str(event["tenant"]), f"{event['execution']}/{event['state']}"
    kind = operation.signature.asked
    if kind is None or not issubclass(kind, Asked):
        raise Conflict(f"{operation.name} is asked nothing by a workflow")
    caller, asked = callers.itself(operation.name, tenant), model(kind, event["asked"])
    if operation.signature.steers is Await:
        return hold(kernel, operation, caller, asked, event)
    return move(kernel, operation, caller, asked, key)

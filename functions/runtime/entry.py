"""The one Lambda handler: imports the operation that the function's environment names.

It alone reads the environment. Garbage collection is off while the modules load and the
survivors are frozen, which saves some 5 % of a cold start.
"""

import gc

gc.disable()

import importlib  # noqa: E402 - after gc.disable(), on purpose
import os  # noqa: E402
from typing import Any  # noqa: E402

from aws_lambda_powertools import Logger  # noqa: E402

from functions.runtime.aws import ports_from  # noqa: E402
from functions.runtime.dispatch import dispatch, prepare  # noqa: E402
from functions.runtime.kernel import Kernel  # noqa: E402
from functions.runtime.operation import Operation  # noqa: E402

_operation: Operation = importlib.import_module(os.environ["OPERATION"]).operation
_kernel = Kernel.over(ports_from(os.environ))
_logger = Logger(service=_operation.name)
prepare(_operation)

gc.freeze()
gc.enable()


def handler(event: dict[str, Any], context: Any) -> Any:
    """Serve whatever trigger set the operation off; the answer has that trigger's form."""
    _logger.append_keys(request=getattr(context, "aws_request_id", ""))
    return dispatch(_kernel, _operation, event, _logger)

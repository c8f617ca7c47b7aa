"""The workflows on Step Functions."""

import json
from collections.abc import Mapping

from functions.runtime.aws.answers import Failed, asking
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Unavailable

STARTED_BEFORE = "ExecutionAlreadyExists"
NOBODY_WAITS = frozenset({"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"})


class AwsWorkflows:
    """`machines` are ARNs by the name of their workflow; completing needs none."""

    def __init__(self, wire: Wire, machines: Mapping[str, str]) -> None:
        self._wire = wire
        self._machines = machines

    def start(self, workflow: str, execution: str, said: Mapping[str, str | int]) -> None:
        """As the port says: names of a machine are free again 90 days after an execution ends."""
        if workflow not in self._machines:
            raise Unavailable(f"no workflow {workflow} is deployed for this function")
        asked = {"stateMachineArn": self._machines[workflow], "name": execution}
        with asking("states"):
            try:
                self._wire.call("states", "StartExecution", asked | {"input": json.dumps(said)})
            except Failed as failed:
                if failed.code != STARTED_BEFORE:
                    raise

    def complete(self, token: str, said: Mapping[str, str]) -> bool:
        """As the port says."""
        asked = {"taskToken": token, "output": json.dumps(said)}
        with asking("states"):
            try:
                self._wire.call("states", "SendTaskSuccess", asked)
            except Failed as failed:
                if failed.code in NOBODY_WAITS:
                    return False
                raise
        return True

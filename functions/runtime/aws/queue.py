"""The operations' queues on SQS; their addresses are parameters under one path."""

from typing import Any

from functions.runtime.aws.answers import Failed, asking
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Unavailable

VISIBILITY_LIMIT = 43_200
"""Seconds: 12 hours (Amazon SQS quotas)."""
NO_LONGER_IN_FLIGHT = frozenset(
    {
        "InvalidParameterValue",
        "InvalidParameterValueException",
        "MessageNotInflight",
        "ReceiptHandleIsInvalid",
    }
)
NO_QUEUE = frozenset({"NonExistentQueue", "QueueDoesNotExist"})


class AwsQueue:
    """Knows no queue by name, so that a queue may be replaced while this process lives."""

    def __init__(self, wire: Wire, path: str) -> None:
        self._wire = wire
        self._path = path
        self._urls: dict[str, str] = {}

    def send(self, operation: str, body: str, *, delay_seconds: int = 0) -> None:
        """As the port says. Raises ValueError above 15 minutes of delay."""
        url = self.url(operation)
        with asking("sqs"):
            try:
                self._wire.call(
                    "sqs",
                    "SendMessage",
                    {"QueueUrl": url, "MessageBody": body, "DelaySeconds": delay_seconds},
                )
            except Failed as failed:
                if failed.code in NO_QUEUE:
                    self._urls.clear()
                raise

    def postpone(self, operation: str, receipt: str, seconds: int) -> None:
        """As the port says; at most 12 hours."""
        url, wait = self.url(operation), max(0, min(seconds, VISIBILITY_LIMIT))
        with asking("sqs"):
            try:
                self._wire.call(
                    "sqs",
                    "ChangeMessageVisibility",
                    {"QueueUrl": url, "ReceiptHandle": receipt, "VisibilityTimeout": wait},
                )
            except Failed as failed:
                if failed.code not in NO_LONGER_IN_FLIGHT:
                    raise

    def url(self, operation: str) -> str:
        """Where the operation's queue is. Raises Unavailable."""
        if operation not in self._urls:
            self._urls = self._listed()
        if operation not in self._urls:
            raise Unavailable(f"no queue is deployed for {operation}")
        return self._urls[operation]

    def _listed(self) -> dict[str, str]:
        found: dict[str, str] = {}
        asked: dict[str, Any] = {"Path": self._path}
        while True:
            with asking("ssm"):
                page = self._wire.call("ssm", "GetParametersByPath", asked)
            for parameter in page["Parameters"]:
                found[parameter["Name"].rpartition("/")[2]] = parameter["Value"]
            if not page.get("NextToken"):
                return found
            asked["NextToken"] = page["NextToken"]

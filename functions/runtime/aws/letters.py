"""Dead letters on SQS: read without being consumed, and put back by SQS's own move task."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from functions.runtime.aws.answers import Failed, asking
from functions.runtime.aws.queue import AwsQueue
from functions.runtime.aws.wire import Wire
from functions.runtime.errors import Unavailable
from functions.runtime.letters import Letter

HELD_SECONDS = 60
"""How long a letter is out of sight while we read the others; given back as soon as that ends."""
WAIT_SECONDS = 1
"""A receive that waits asks all of SQS's servers, so an empty answer is one."""
READ_MAX = 1_000
LOOKS = 5
"""Named letters that are not seen may just be in the hands of somebody who looks at all of them."""
NO_MOVE_TASK = frozenset({"InvalidAction", "UnknownOperationException", "UnsupportedOperation"})
"""What an engine says that has no move task."""


class AwsLetters:
    """The DLQ of an operation is the one that its queue's own redrive policy names."""

    def __init__(self, wire: Wire, queue: AwsQueue) -> None:
        self._wire = wire
        self._queue = queue

    def read(self, operation: str, limit: int) -> list[Letter]:
        """As the port says: each is received once and given back."""
        _, dead = self.urls(operation)
        found = [_letter(one) for one in self._received(dead, limit, lambda _: False)]
        return sorted(found, key=lambda one: (one.sent, one.id))

    def redrive(self, operation: str, wanted: Sequence[str]) -> int:
        """As the port says: all of them by a move task where there is one, else one by one.

        The destination is always the operation's own queue: "to source" may not see what
        EventBridge put into the DLQ itself.
        """
        live, dead = self.urls(operation)
        if not wanted:
            started = self._started(live, dead)
            if started is not None:
                return started

        moved: set[str] = set()

        def put_back(letter: dict[str, Any]) -> bool:
            if wanted and letter["MessageId"] not in wanted:
                return False
            self._ask("SendMessage", QueueUrl=live, MessageBody=letter["Body"])
            self._ask("DeleteMessage", QueueUrl=dead, ReceiptHandle=letter["ReceiptHandle"])
            moved.add(letter["MessageId"])
            return True

        for _ in range(LOOKS):
            deque(self._received(dead, READ_MAX, put_back), maxlen=0)
            if moved.issuperset(wanted):
                break
        return len(moved)

    def _started(self, live: str, dead: str) -> int | None:
        """How many a move task that was started found there; None where there is none."""
        count = "ApproximateNumberOfMessages"
        waiting = int(self._attribute(dead, count))
        source, destination = (self._attribute(url, "QueueArn") for url in (dead, live))
        asked = {"SourceArn": source, "DestinationArn": destination}
        with asking("sqs"):
            try:
                self._wire.call("sqs", "StartMessageMoveTask", asked)
            except Failed as failed:
                if failed.code in NO_MOVE_TASK:
                    return None
                raise
        return waiting

    def _received(
        self, url: str, limit: int, taken: Callable[[dict[str, Any]], bool]
    ) -> Iterator[dict[str, Any]]:
        """Every message once, until none is new; what `taken` did not take is given back."""
        held: dict[str, str] = {}
        try:
            while len(held) < limit:
                page = self._page(url, min(10, limit - len(held)))
                news = [one for one in page if one["MessageId"] not in held]
                held |= {one["MessageId"]: one["ReceiptHandle"] for one in page}
                if not news:
                    return
                for one in news:
                    if taken(one):
                        held[one["MessageId"]] = ""
                    yield one
        finally:
            for receipt in filter(None, held.values()):
                self._give_back(url, receipt)

    def _page(self, url: str, most: int) -> list[dict[str, Any]]:
        answer = self._ask(
            "ReceiveMessage",
            QueueUrl=url,
            MaxNumberOfMessages=most,
            WaitTimeSeconds=WAIT_SECONDS,
            VisibilityTimeout=HELD_SECONDS,
            AttributeNames=["SentTimestamp"],
        )
        found: list[dict[str, Any]] = answer.get("Messages") or []
        return found

    def _give_back(self, url: str, receipt: str) -> None:
        """Where this fails, the letter comes back into sight by itself."""
        seen = {"QueueUrl": url, "ReceiptHandle": receipt, "VisibilityTimeout": 0}
        with suppress(Unavailable):
            self._ask("ChangeMessageVisibility", **seen)

    def urls(self, operation: str) -> tuple[str, str]:
        """Of the operation's queue, and of its DLQ: both are in one account and region."""
        live = self._queue.url(operation)
        policy = json.loads(self._attribute(live, "RedrivePolicy"))
        name = str(policy["deadLetterTargetArn"]).rpartition(":")[2]
        return live, f"{live.rpartition('/')[0]}/{name}"

    def _attribute(self, url: str, name: str) -> str:
        asked = self._ask("GetQueueAttributes", QueueUrl=url, AttributeNames=[name])
        return str(asked["Attributes"][name])

    def _ask(self, operation: str, **asked: Any) -> dict[str, Any]:
        with asking("sqs"):
            return self._wire.call("sqs", operation, asked)


def _letter(one: dict[str, Any]) -> Letter:
    sent = int(one["Attributes"]["SentTimestamp"]) / 1000
    return Letter(one["MessageId"], one["Body"], datetime.fromtimestamp(sent, UTC))

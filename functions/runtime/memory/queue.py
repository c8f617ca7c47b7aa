"""The operations' queues in memory: visibility, receive counts, dead letters."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.runtime.memory.boundary import Boundary
from functions.runtime.memory.clock import Clock

RECEIVES = 5
"""A message that comes back after so many receives is a dead letter."""
DELAY_LIMIT = 900
VISIBILITY_LIMIT = 43_200
"""Seconds (Amazon SQS quotas)."""
VISIBILITY = timedelta(seconds=180)
"""Six times the usual timeout of a function."""


@dataclass
class Message:
    """One message; `receipt` is empty while nobody holds it."""

    id: int
    body: str
    visible: datetime
    receives: int = 0
    receipt: str = ""


class MemoryQueue:
    """Any operation has a queue as soon as something is put on it."""

    def __init__(self, boundary: Boundary, clock: Clock) -> None:
        self.boundary = boundary
        self.clock = clock
        self.visibility = VISIBILITY
        self.waiting: defaultdict[str, list[Message]] = defaultdict(list)
        self.dead: defaultdict[str, list[Message]] = defaultdict(list)
        self._count = 0

    def send(self, operation: str, body: str, *, delay_seconds: int = 0) -> None:
        """As the port says. Raises ValueError above 15 minutes of delay."""
        with self.boundary.crossing("queue.send", operation, body):
            if not 0 <= delay_seconds <= DELAY_LIMIT:
                raise ValueError(f"a delay is from 0 to {DELAY_LIMIT} seconds")
            self.put(operation, body, timedelta(seconds=delay_seconds))

    def postpone(self, operation: str, receipt: str, seconds: int) -> None:
        """As the port says; at most 12 hours."""
        with self.boundary.crossing("queue.postpone", operation, receipt, seconds):
            for message in self.waiting[operation]:
                if message.receipt == receipt and message.visible > self.clock.now:
                    wait = max(0, min(seconds, VISIBILITY_LIMIT))
                    message.visible = self.clock.now + timedelta(seconds=wait)

    def put(self, operation: str, body: str, delay: timedelta = timedelta()) -> None:
        """What a rule of the bus does: the same as `send`, without a call of ours."""
        self._count += 1
        self.waiting[operation].append(Message(self._count, body, self.clock.now + delay))

    def receive(self, operation: str, limit: int = 10) -> list[Message]:
        """What the event source mapping takes now; used-up messages become dead letters."""
        taken: list[Message] = []
        for message in list(self.waiting[operation]):
            if message.visible > self.clock.now or len(taken) == limit:
                continue
            if message.receives == RECEIVES:
                self.waiting[operation].remove(message)
                self.dead[operation].append(message)
                continue
            message.receives += 1
            message.receipt = f"{message.id}/{message.receives}"
            message.visible = self.clock.now + self.visibility
            taken.append(message)
        return taken

    def release(self, operation: str, receipt: str) -> None:
        """Let a message that failed in its batch come back at once, not after its visibility."""
        for message in self.waiting[operation]:
            if message.receipt == receipt:
                message.visible = self.clock.now

    def delete(self, operation: str, receipt: str) -> None:
        """Done: an older receipt of the same message does it too, as on a standard queue."""
        number = receipt.partition("/")[0]
        kept = [message for message in self.waiting[operation] if str(message.id) != number]
        self.waiting[operation] = kept

    def redrive(self, operation: str) -> int:
        """Put all dead letters back as new messages; answers how many."""
        letters, self.dead[operation] = self.dead[operation], []
        for letter in letters:
            self.put(operation, letter.body)
        return len(letters)

    def next_visible(self) -> datetime | None:
        """The moment at which some message can be received again; None if there is none."""
        moments = [message.visible for queue in self.waiting.values() for message in queue]
        return min(moments, default=None)

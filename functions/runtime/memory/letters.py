"""Dead letters in memory: those of the queues in memory."""

from collections.abc import Sequence

from functions.runtime.letters import Letter
from functions.runtime.memory.boundary import Boundary
from functions.runtime.memory.queue import MemoryQueue


class MemoryLetters:
    """As SQS has them, but for the order, which is exact."""

    def __init__(self, boundary: Boundary, queue: MemoryQueue) -> None:
        self._boundary = boundary
        self._queue = queue

    def read(self, operation: str, limit: int) -> list[Letter]:
        """As the port says."""
        with self._boundary.crossing("letters.read", operation, limit):
            dead = self._queue.dead[operation]
            return [Letter(str(one.id), one.body, one.visible) for one in dead[:limit]]

    def redrive(self, operation: str, wanted: Sequence[str]) -> int:
        """As the port says."""
        with self._boundary.crossing("letters.redrive", operation, wanted):
            if not wanted:
                return self._queue.redrive(operation)
            letters = self._queue.dead[operation]
            moved = [one for one in letters if str(one.id) in wanted]
            self._queue.dead[operation] = [one for one in letters if one not in moved]
            for one in moved:
                self._queue.put(operation, one.body)
            return len(moved)

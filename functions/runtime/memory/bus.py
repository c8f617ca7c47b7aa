"""The event bus in memory: keeps what was published, and tells whoever listens."""

from collections.abc import Callable, Collection, Mapping, Sequence

from functions.runtime.memory.boundary import Boundary

ENTRIES_LIMIT = 10
BYTES_LIMIT = 256 * 1024
"""Of all entries of one call together (EventBridge quotas, PutEvents)."""

Entry = Mapping[str, str]


def _accept_all(entries: Sequence[Entry]) -> Collection[int]:
    return ()


class MemoryBus:
    """`failing` says which entries of a call fail; `subscribers` see the others, in order."""

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self.published: list[dict[str, str]] = []
        self.subscribers: list[Callable[[Entry], None]] = []
        self.failing: Callable[[Sequence[Entry]], Collection[int]] = _accept_all

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        """As the port says. Raises ValueError for what EventBridge refuses as a whole."""
        with self.boundary.crossing("bus.publish", tuple(entries)):
            if not 0 < len(entries) <= ENTRIES_LIMIT:
                raise ValueError(f"from 1 to {ENTRIES_LIMIT} entries in one call")
            if sum(_size(entry) for entry in entries) > BYTES_LIMIT:
                raise ValueError(f"more than {BYTES_LIMIT} bytes in one call")
            failed = sorted(self.failing(entries))
            for index, entry in enumerate(entries):
                if index not in failed:
                    self.published.append(dict(entry))
                    for tell in self.subscribers:
                        tell(dict(entry))
        return failed


def _size(entry: Entry) -> int:
    return sum(len(entry[name].encode()) for name in ("source", "type", "detail"))

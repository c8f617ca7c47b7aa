"""Which table a process works on: every process knows, and few ever have to ask."""

from datetime import datetime, timedelta

from functions.runtime.ports import Origin, Ports

FRESH = timedelta(minutes=1)
"""No table is deleted and restored in less."""


class Identity:
    """Which table the process works on, as DynamoDB said within the last minute."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, Origin] | None = None

    def origin(self, ports: Ports) -> Origin:
        """Raises Unavailable if nobody says: then nothing may leave."""
        now = ports.clock()
        if self._seen is None or not timedelta() <= now - self._seen[0] < FRESH:
            self._seen = now, ports.store.origin()
        return self._seen[1]

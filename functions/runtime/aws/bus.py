"""The internal event bus on EventBridge."""

from collections.abc import Mapping, Sequence

from functions.runtime.aws.answers import asking
from functions.runtime.aws.wire import Wire


class AwsBus:
    """One bus by its name."""

    def __init__(self, wire: Wire, name: str) -> None:
        self._wire = wire
        self._name = name

    def publish(self, entries: Sequence[Mapping[str, str]]) -> list[int]:
        """As the port says: PutEvents answers 200 for a call whose entries failed one by one."""
        written = [
            {
                "EventBusName": self._name,
                "Source": entry["source"],
                "DetailType": entry["type"],
                "Detail": entry["detail"],
            }
            for entry in entries
        ]
        with asking("events"):
            answer = self._wire.call("events", "PutEvents", {"Entries": written})
        return [number for number, one in enumerate(answer["Entries"]) if "EventId" not in one]

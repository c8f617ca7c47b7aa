"""The internal event bus on EventBridge."""

from collections.abc import Mapping, Sequence

from functions.runtime.aws.clients import Clients, asking


class AwsBus:
    """One bus by its name."""

    def __init__(self, clients: Clients, name: str) -> None:
        self._clients = clients
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
            answer = self._clients.of("events").put_events(Entries=written)
        return [number for number, one in enumerate(answer["Entries"]) if "EventId" not in one]

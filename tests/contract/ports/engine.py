"""What the conformance suite needs of an engine beside the ports themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from functions.runtime.ports import Ports

OPERATIONS = ("validate_invoice", "post_invoice")
SYSTEM = "sap"
WORKFLOW = "note"
"""Its one state waits for `seconds`, and tells its token to whoever asks the engine."""
SETTINGS = {"base_url": "https://sap.example", "client_id": "tieout"}


class Taken(NamedTuple):
    """A message as a consumer receives it."""

    body: str
    receipt: str


@dataclass(frozen=True)
class Engine:
    """One world that claims to keep the promises of `functions.runtime.ports`."""

    name: str
    ports: Ports
    receive: Callable[[str], list[Taken]]
    """All messages of an operation's queue that can be seen now."""
    dead: Callable[[str], list[str]]
    """The bodies in its dead-letter queue."""
    heard: Callable[[], list[dict[str, str]]]
    """Events that the bus delivered since the last time: `source`, `type`, `detail`."""
    versions: Callable[[str], list[str]]
    """The version ids of a document's body, oldest first."""
    tokens: Callable[[], list[str]]
    """Tokens under which executions began to wait since the last time."""
    pause: Callable[[float], None]
    """Let so many seconds pass."""

"""Events of the heartbeat (R-OBS-21)."""

from typing import ClassVar

from schemas.events.envelope import Event
from schemas.governance import Classification


class HeartbeatEvent(Event):
    """What both say: which beat of its day."""

    SOURCE: ClassVar[str] = "tieout.operations"
    OWNER: ClassVar[str] = "platform"
    CLASSIFICATION: ClassVar[Classification] = "internal"

    beat: int


class HeartbeatSent(HeartbeatEvent):
    """Whoever hears this knows that events are announced."""


class HeartbeatHeard(HeartbeatEvent):
    """The event came back from the bus."""

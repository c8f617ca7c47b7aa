"""Note that a heartbeat came back from the bus: events are announced."""

from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.events.heartbeat import HeartbeatHeard, HeartbeatSent
from schemas.heartbeat import Heartbeat

operation = Operation(On(HeartbeatSent), owner="platform")


@operation.decides
def hear_heartbeat(
    event: HeartbeatSent, heartbeat: Head[Heartbeat], given: Given
) -> Commit[HeartbeatHeard] | Nothing:
    """An older one that comes late says nothing about the one that is on its way."""
    if heartbeat.state != "sent" or heartbeat.body.beat != event.beat:
        return Nothing(f"beat {heartbeat.body.beat} is {heartbeat.state}")
    return Commit(HeartbeatHeard(beat=event.beat), heartbeat.body, "heard")

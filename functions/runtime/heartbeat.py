"""The heartbeat: an event of our own, sent to be heard, so that silence on the bus is noticed."""

from functions.runtime import keys
from functions.runtime.commit import plan, write
from functions.runtime.decision import Commit
from functions.runtime.items import read_head
from functions.runtime.lateness import Watch
from schemas.base import document_id
from schemas.events.heartbeat import HeartbeatSent
from schemas.heartbeat import Heartbeat


def beat(watch: Watch) -> bool:
    """Send the next one, unless the last is still on its way: then its age is what counts."""
    ports = watch.kernel.ports
    document = document_id(Heartbeat.KIND, ports.home, f"{watch.now:%Y-%m-%d}")
    at = keys.head(ports.home, document)
    item = ports.store.read([at]).get(at)
    head = read_head(item, Heartbeat, ports.store) if item else None
    if head and head.state == "sent":
        return False
    body = Heartbeat(beat=head.body.beat + 1 if head else 1)
    event = HeartbeatSent(beat=body.beat)
    frame = watch.frame(ports.home, {}, "schedule", document)
    decided = Commit(event, body, "sent", id="" if head else document)
    return not write(ports, plan(decided, frame, head).writes)

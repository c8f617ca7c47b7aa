"""A document in review, moved by hand: what is tested is the workflow, not who decides."""

import json
from typing import Any

from functions.runtime.commit import plan, write
from functions.runtime.decision import Commit, Head
from functions.runtime.items import Frame, read_head
from functions.runtime.memory import memory_ports
from functions.runtime.memory.workflows import Execution
from functions.runtime.ports import Item
from schemas.actor import Actor
from schemas.base import Document, document_id
from schemas.capture import Capture
from schemas.events.envelope import Event
from schemas.events.invoice import InvoiceRejected
from schemas.events.review import InvoiceHeldForReview, ReviewReminded
from tests.house import House
from tests.unit.kernel.worlds import change

DOCUMENT = document_id("inv", "acme", "a scan")
CASE = "case_" + "a" * 26
CAPTURE = Capture(
    entity="*", client="portal", capture="scan-1", fields=(), in_doubt=("totals.gross",)
)
HELD = InvoiceHeldForReview(entity="*", case=CASE, in_doubt=("totals.gross",), in_doubt_count=1)
REFUSED = InvoiceRejected(entity="*", reason="not ours")
QUICK = {"remind_after_seconds": 60, "escalate_after_seconds": 120, "expire_after_seconds": 240}


class Desk:
    """A house with one captured document, and the steps that would remind people of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.reminded: list[str] = []
        house.world.workflows.invoke = self.step
        change(house, "capture", QUICK)

    def step(self, function: str, payload: dict[str, Any]) -> Any:
        """Waits are the product's own; reminding and expiring is only written down."""
        if function == "payables.await_review":
            return self.house.step(function, payload)
        level = payload["asked"].get("level", "expiry")
        self.reminded.append(level)
        if self.state() == "in_review":
            rejects = level == "expiry"
            event: Event = REFUSED
            if not rejects:
                event = ReviewReminded(entity="*", case=CASE, level=level, owner="tests")
            self.move(event, "rejected" if rejects else "in_review")
        return {}

    def hold(self, again: bool = False) -> None:
        """It is captured, or goes back into review."""
        self.move(HELD, "in_review", new=not again)

    def move(self, event: Event, state: str, *, new: bool = False) -> None:
        """Commit the event; it is announced when the house settles."""
        ports = memory_ports(self.house.world)
        actor = Actor(kind="system", id="tests", door="queue")
        frame = Frame("acme", "tests.move", actor, ports.clock(), "correlation", "causation", {})
        before: Head[Document] | None = None
        if not new:
            before = read_head(self.house.head(DOCUMENT), Capture, ports.store)
        decided: Commit[Event] = Commit(event, CAPTURE, state, id=DOCUMENT if new else "")
        assert write(ports, plan(decided, frame, before).writes) == {}

    def state(self) -> str:
        """The document's."""
        return str(self.house.head(DOCUMENT)["state"])

    def execution(self) -> Execution:
        """The only one there is."""
        (one,) = self.house.world.workflows.executions.values()
        return one

    def tokens(self) -> list[Item]:
        """Every token that is stored."""
        return self.house.items("token#")

    def redeliver(self, operation: str, version: int) -> None:
        """The event of that version once more, to one operation."""
        (item,) = self.house.items(f"event#{version:010}", DOCUMENT)
        envelope = json.loads(str(item["envelope"]))
        told = {"source": item["source"], "detail-type": item["type"], "detail": envelope}
        self.house.world.queue.put(operation, json.dumps(told))
        self.house.settle()

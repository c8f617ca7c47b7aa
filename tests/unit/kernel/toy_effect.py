"""An operation with an outside effect on a scripted system, for tests of the effect ledger."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from functions.runtime.decision import Commit, Given, Head, Intent, Nothing, Outcome, Refusal
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.memory import Crossing, memory_ports
from functions.runtime.operation import Effect, Operation
from functions.runtime.ports import Item, Remote
from functions.runtime.triggers import On
from schemas.base import Model
from schemas.entry import Entry, Listed
from schemas.events.invoice import InvoiceValidated
from schemas.invoice import Invoice
from tests.company import submit
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted
from tests.unit.kernel.worlds import envelopes, message, offer

Said = Outcome | Exception | None
SETTLE = timedelta(seconds=900)


class Line(Model):
    """What is sent."""

    number: str


class Toy:
    """Answers what it is told to, in order, and remembers what it was asked to do."""

    def __init__(self) -> None:
        self.sends: list[Said] = []
        self.asks: list[Said] = []
        self.done: list[str] = []

    def __call__(
        self, system: str, remote: Remote, now: datetime, pause: Callable[[float], None]
    ) -> "Toy":
        return self

    def send(self, request: Line) -> Any:
        self.done.append("send")
        return _said(self.sends.pop(0))

    def ask(self, request: Line) -> Any:
        self.done.append("ask")
        return _said(self.asks.pop(0))

    def probe(self) -> None:
        """It is always there."""

    def entry(self, request: Line) -> Entry:
        """Filed under one and the same day."""
        day = date(2026, 3, 1)
        return Entry(request.number, "", "", "invoice", "", day, "EUR", "1", "payable")

    def listed(self, company: str, day: date, after: str) -> Listed:
        """It holds nothing."""
        return Listed(())


def _said(one: Said) -> Outcome | None:
    if isinstance(one, Exception):
        raise one
    return one


TOY = Toy()
operation = Operation(
    On(InvoiceValidated), owner="tests", effect=Effect("note", Line, ("toy",), TOY)
)


@operation.decides
def note(event: InvoiceValidated, invoice: Head[Invoice], given: Given) -> Commit[Noted] | Nothing:
    """Send it once."""
    if invoice.state != "validated":
        return Nothing(invoice.state)
    intent = Intent("toy", Line(number=event.number), "reference")
    return Commit(Noted(note="sending"), invoice.body, "sending", effect=intent)


@operation.concludes
def concluded(outcome: Outcome, invoice: Head[Invoice], given: Given) -> Commit[Noted]:
    """Say what came of it."""
    state = outcome.code if isinstance(outcome, Refusal) else "sent"
    return Commit(Noted(note=state), invoice.body, state)


class Bench:
    """A validated invoice, and deliveries of its event to the operation."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.toy = TOY
        TOY.__init__()  # type: ignore[misc] # one operation, one system, many tests
        self.document = str(submit(house)[1]["id"])
        assert offer(house, "payables.validate_invoice", self.told(0))

    def told(self, version: int) -> str:
        return message(envelopes(self.house, self.document)[version])

    def deliver(self) -> bool:
        """Whether the operation is done with its message."""
        record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs"}
        kernel = Kernel.over(memory_ports(self.house.world))
        event = {"Records": [{**record, "body": self.told(1)}]}
        return not dispatch(kernel, operation, event, LOG)["batchItemFailures"]

    def after(self, **time: int) -> bool:
        """Deliver once more, so much later."""
        self.house.world.clock.advance(timedelta(**time))
        return self.deliver()

    def state(self) -> str:
        return str(self.house.head(self.document)["state"])

    def effect(self) -> Item:
        [item] = [one for one in self.house.items("effect#note") if one["sk"] == "effect#note"]
        return item

    def attempts(self) -> list[str]:
        found = sorted(self.house.items("effect#note#"), key=lambda item: str(item["sk"]))
        return [str(item["outcome"]) for item in found]

    def queued(self) -> int:
        return len(self.house.world.queue.waiting[operation.name])

    def notes(self) -> list[str]:
        told = self.house.items("event#", self.document)
        data = [json.loads(str(item["envelope"]))["data"] for item in told]
        return [str(one["note"]) for one in data if "note" in one]

    def before(self, label: str, act: Callable[[], object]) -> None:
        """Do something once, right before the write that has this text in it."""
        boundary = self.house.world.boundary

        def hook(crossing: Crossing) -> None:
            if crossing.name == "store.write" and label in str(crossing.args):
                boundary.before = lambda _: None
                act()

        boundary.before = hook

    def move(self) -> None:
        """Another hand moves the document."""
        head = self.house.head(self.document)
        self.house.world.store.tables["ledger"].put({**head, "version": 99})

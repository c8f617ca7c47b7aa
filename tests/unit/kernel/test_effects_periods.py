"""The effect ledger's own look at the period, for an operation that looks at nothing itself."""

from datetime import date

import pytest

from functions.runtime.decision import (
    Commit,
    Given,
    Head,
    Intent,
    Nothing,
    Outcome,
    Receipt,
    Refusal,
)
from functions.runtime.dispatch import dispatch
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.kernel import Kernel
from functions.runtime.memory import memory_ports
from functions.runtime.operation import Effect, Operation
from functions.runtime.periods import CLOSED
from functions.runtime.triggers import On
from schemas.events.invoice import InvoiceValidated
from schemas.invoice import Invoice
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted
from tests.unit.kernel.toy_effect import TOY, Bench, Line, Said
from tests.unit.kernel.worlds import change

MARCH = {"name": "2026-03", "start": "2026-03-01", "end": "2026-03-31"}
HARD, SOFT = {**MARCH, "hard_close": "2026-03-02"}, {**MARCH, "soft_close": "2026-03-02"}
RECEIPT = Receipt("4711", "{}")
SYSTEM = "netsuite"
"""It enforces our key: it is asked at once, and what it was sent may come to be late."""


class Booked(Line):
    """What is sent, booked on a day."""

    posting_date: date


operation = Operation(
    On(InvoiceValidated), owner="tests", effect=Effect("note", Booked, (SYSTEM,), TOY)
)


@operation.decides
def book(event: InvoiceValidated, invoice: Head[Invoice], given: Given) -> Commit[Noted] | Nothing:
    """Send it once, whatever the calendar says."""
    if invoice.state != "validated":
        return Nothing(invoice.state)
    request = Booked(number=event.number, posting_date=given.now.date())
    intent = Intent(SYSTEM, request, "reference")
    return Commit(Noted(note="sending"), invoice.body, "sending", effect=intent)


@operation.concludes
def booked(outcome: Outcome, invoice: Head[Invoice], given: Given) -> Commit[Noted]:
    """Say what came of it."""
    state = outcome.code if isinstance(outcome, Refusal) else "sent"
    return Commit(Noted(note=state), invoice.body, state)


class BookingBench(Bench):
    """The same bench around an operation that posts."""

    def deliver(self) -> bool:
        record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs"}
        kernel = Kernel.over(memory_ports(self.house.world))
        event = {"Records": [{**record, "body": self.told(1)}]}
        return not dispatch(kernel, operation, event, LOG)["batchItemFailures"]

    def close(self, *periods: dict[str, str], entity: str = "DE01") -> None:
        change(self.house, "calendar", {"periods": list(periods)}, entity=entity)


@pytest.fixture
def bench(house: House) -> BookingBench:
    return BookingBench(house)


@pytest.mark.parametrize("period", [HARD, SOFT])
def test_the_first_attempt_is_not_sent(bench: BookingBench, period: dict[str, str]) -> None:
    bench.close(period)
    assert bench.deliver()
    assert (bench.state(), bench.toy.done) == (CLOSED, [])
    assert bench.attempts() == ["refused"]


def test_a_later_attempt_is_not_sent(bench: BookingBench) -> None:
    bench.toy.sends = [Unavailable("nothing left")]
    bench.deliver()
    bench.close(HARD)
    assert bench.after(minutes=1)
    assert (bench.state(), bench.toy.done) == (CLOSED, ["send"])


@pytest.mark.parametrize(
    ("later", "state"), [(RECEIPT, "sent"), (None, CLOSED)], ids=["came late", "never came"]
)
def test_what_may_still_come_to_be_is_not_called_refused(
    bench: BookingBench, later: Said, state: str
) -> None:
    bench.toy.sends, bench.toy.asks = [UnknownOutcome("cut")], [None, later]
    bench.deliver()
    bench.close(HARD)
    assert bench.after(minutes=1)
    assert (bench.state(), bench.effect()["state"]) == ("sending", "doubted")
    assert bench.after(minutes=16)
    assert bench.state() == state
    assert bench.toy.done == ["send", "ask", "ask"]


def test_nobodys_calendar_and_anothers_lock_nothing(bench: BookingBench) -> None:
    bench.close(HARD, entity="US01")
    bench.toy.sends = [RECEIPT]
    assert bench.deliver()
    assert bench.state() == "sent"

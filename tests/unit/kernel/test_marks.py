"""The mark: an operation decides an event once, even if its decision would gladly do it again."""

import json

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.memory import Crossing, memory_ports
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.events.invoice import InvoiceReceived
from schemas.invoice import Invoice
from tests.company import submit
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted
from tests.unit.kernel.worlds import envelopes, message

operation = Operation(On(InvoiceReceived), owner="tests")


@operation.decides
def note(event: InvoiceReceived, invoice: Head[Invoice], given: Given) -> Commit[Noted]:
    """Note it, whatever was noted before."""
    return Commit(Noted(note=event.number), invoice.body, "noted")


def _deliver(house: House, told: str) -> list[str]:
    """The calls of one delivery that was done."""
    since = len(house.world.boundary.calls)
    record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs", "body": told}
    kernel = Kernel.over(memory_ports(house.world))
    assert dispatch(kernel, operation, {"Records": [record]}, LOG) == {"batchItemFailures": []}
    return house.world.boundary.aws_calls(since)


def test_a_redelivery_stops_at_the_mark(house: House) -> None:
    document = submit(house)[1]["id"]
    told = message(envelopes(house, document)[0])
    assert _deliver(house, told) == ["store.read", "store.write"]
    assert _deliver(house, told) == ["store.read"]
    assert house.head(document)["version"] == 2


def test_the_mark_names_the_operation_and_the_event(house: House) -> None:
    document = submit(house)[1]["id"]
    told = message(envelopes(house, document)[0])
    _deliver(house, told)
    marks = house.items("mark#", document)
    assert [str(item["sk"]) for item in marks] == [f"mark#{operation.name}#{document}@1"]


def test_of_two_deliveries_at_once_the_second_stops_at_the_marks_condition(house: House) -> None:
    document = submit(house)[1]["id"]
    told = message(envelopes(house, document)[0])

    def overtake(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            house.world.boundary.before = lambda _: None
            _deliver(house, told)

    house.world.boundary.before = overtake
    calls = _deliver(house, told)
    assert calls == ["store.read", "store.write", "store.read", "store.write"]
    assert house.head(document)["version"] == 2
    notes = [json.dumps(event["data"]) for event in envelopes(house, document)][1:]
    assert notes == ['{"note": "R-2026-0001"}']

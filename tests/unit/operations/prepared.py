"""Houses in the middle of things: each answers the message that one operation is given next."""

import json

from local.simulators.sap.faults import Fault
from tests.company import submit, supplier
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import accepted, envelopes, message, offer
from tests.unit.operations.desk import act, opened, shown, unmapped


def received(house: House) -> str:
    """An invoice was received."""
    document = submit(house)[1]["id"]
    return message(envelopes(house, document)[0])


def validated(house: House) -> str:
    """An invoice was validated."""
    told = received(house)
    assert offer(house, "payables.validate_invoice", told)
    return message(envelopes(house, json.loads(told)["detail"]["document"])[1])


def resolved(house: House) -> str:
    """An invoice that waited was validated, and its case is open."""
    document = accepted(house)
    supplier(house)
    house.relay()
    [waiting] = house.world.queue.waiting["operations.release_waiting"]
    assert offer(house, "operations.release_waiting", waiting.body)
    told = message(envelopes(house, document)[0])
    assert offer(house, "payables.validate_invoice", told)
    return message(envelopes(house, document)[2])


def registered(house: House) -> str:
    """A supplier arrived for whom an invoice waits."""
    accepted(house)
    return message(envelopes(house, supplier(house))[0])


def dropped(house: House) -> str:
    """A file of two invoices was dropped."""
    return house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")), notify=False)


def due(house: House) -> str:
    """An effect is due."""
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    submit(house)
    house.settle()
    house.world.clock.advance(house.world.queue.visibility)
    return "{}"


def open_circuit(house: House) -> str:
    """A system that was down is back."""
    house.sap.order(Fault("down", seconds=600))
    for number in range(8):
        submit(house, str(number), number=str(number))
    house.run(8)
    house.sap.down_until = house.world.clock()
    return "{}"


def story(house: House) -> str:
    """A document to announce again."""
    return json.dumps({"tenant": "acme", "document": accepted(house)})


def events(house: House) -> str:
    """Events to announce again."""
    events = house.items("event#", accepted(house))
    return json.dumps({"events": [[event["pk"], event["sk"]] for event in events]})


def retried(house: House) -> str:
    """A case was retried."""
    case = opened(house)
    assert act(house, shown(house, case), "retry", reason="mapped")[0] == 200
    return message(envelopes(house, case)[1])


def raised(house: House) -> str:
    """A case was opened, and its owner not told yet."""
    document = unmapped(house)
    [case] = [one for one in house.states("case") if document in str(house.head(one)["body"])]
    told = envelopes(house, case)[0]
    mark = f"mark#operations.notify_owner#{told['id']}"
    house.world.store.tables["ledger"].delete((f"acme#{case}", mark))
    return message(told)

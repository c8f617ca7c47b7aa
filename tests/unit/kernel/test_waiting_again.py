"""Waiting on: a supplier that comes and goes again leaves nobody stranded."""

from collections.abc import Callable

import pytest

from functions.runtime import circuit, keys
from functions.runtime.decision import Alias
from functions.runtime.memory import Crossing, World, memory_ports
from functions.runtime.ports import ConditionFailed, Put
from functions.runtime.waiting import take_off
from schemas.policies.resilience import Resilience
from tests.company import MASTER, company, submit, supplier
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, message, offer

VALIDATE = "payables.validate_invoice"
VAT = {"scheme": "VAT", "value": "DE811907980"}
AT = keys.waiter(keys.alias("acme", Alias("VAT", "DE811907980")), "acme#inv", VALIDATE)


@pytest.fixture
def alone() -> House:
    return company(with_supplier=False)


def _before_write(house: House, act: Callable[[], object]) -> None:
    def hook(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            house.world.boundary.before = lambda _: None
            act()

    house.world.boundary.before = hook


def _waiters(house: House) -> int:
    return len(house.items("wait#"))


def test_what_was_let_go_in_vain_is_parked_again(alone: House) -> None:
    document = accepted(alone)
    for item in alone.items("wait#"):
        alone.world.store.tables["ledger"].delete((str(item["pk"]), str(item["sk"])))
    assert offer(alone, VALIDATE, message(envelopes(alone, document)[0]))
    assert _waiters(alone) == 1
    assert alone.head(document)["version"] == 2
    supplier(alone)
    alone.settle()
    assert alone.states() == {document: "posted"}


def test_a_supplier_that_arrives_while_it_is_parked_again_is_not_missed(alone: House) -> None:
    document = accepted(alone)
    _before_write(alone, lambda: supplier(alone))
    assert offer(alone, VALIDATE, message(envelopes(alone, document)[0]))
    assert len(alone.world.queue.waiting[VALIDATE]) == 1
    alone.settle()
    assert alone.states() == {document: "posted"}
    assert _waiters(alone) == 0


def test_what_moved_while_it_was_parked_again_is_decided_anew(alone: House) -> None:
    document = accepted(alone)
    told = message(envelopes(alone, document)[0])

    def arrive() -> None:
        supplier(alone)
        assert offer(alone, VALIDATE, told)

    _before_write(alone, arrive)
    assert offer(alone, VALIDATE, told)
    assert alone.head(document)["state"] == "validated"
    assert _waiters(alone) == 0


def test_a_waiter_that_parked_anew_is_not_taken_off() -> None:
    ports = memory_ports(World())
    item = {"pk": AT.pk, "sk": AT.sk, "since": "2026-03-02T10:00:00.000000Z"}
    ports.store.write([Put({**item})])
    take_off(ports, AT, "2026-03-02T09:00:00.000000Z")
    assert AT in ports.store.read([AT])
    take_off(ports, AT, str(item["since"]))
    assert AT not in ports.store.read([AT])


def test_an_identifier_that_is_withdrawn_at_once_leaves_the_invoice_waiting(alone: House) -> None:
    document = submit(alone)[1]["id"]
    alone.settle()
    for number, names in enumerate(([VAT], [{"scheme": "0060", "value": "1"}])):
        body = {"name": "N", "identifiers": names}
        path, key = "/v1/suppliers/S-1", str(number)
        assert alone.call("PUT", path, body, claims=MASTER, key=key)[0] in (200, 201)
    alone.settle()
    assert alone.states() == {document: "waiting"}
    assert _waiters(alone) == 1
    supplier(alone)
    alone.settle()
    assert alone.states() == {document: "posted"}


def test_a_failure_that_cannot_be_counted_is_let_be() -> None:
    world = World()

    def refuse(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            raise ConditionFailed({0: None})

    world.boundary.before = refuse
    circuit.failed(memory_ports(world), "sap", None, Resilience())
    assert world.boundary.aws_calls() == ["store.write"] * circuit.TRIES

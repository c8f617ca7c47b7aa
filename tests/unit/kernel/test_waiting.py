"""The waiting room: parked under what is missing, let go when it comes, and never forgotten."""

import json
from datetime import timedelta

import pytest

from functions.operations import release_waiting
from functions.runtime.memory import Crossing
from tests.company import ANN, MASTER, company, invoice, submit, supplier
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, message, offer

VALIDATE = "payables.validate_invoice"
TWO_NAMES = [
    {"scheme": "VAT", "value": "DE811907980"},
    {"scheme": "0088", "value": "4012345000009"},
]


@pytest.fixture
def alone() -> House:
    return company(with_supplier=False)


def _waiters(house: House) -> list[str]:
    return sorted(str(item["pk"]) for item in house.items("wait#"))


def test_what_lacks_its_supplier_is_parked_under_every_identifier(alone: House) -> None:
    party = {"name": "Nordlicht", "tax_ids": TWO_NAMES[:1], "identifiers": TWO_NAMES[1:]}
    document = accepted(alone, supplier=party)
    assert alone.states() == {document: "waiting"}
    assert _waiters(alone) == [
        "acme#supplier-id#0088#4012345000009",
        "acme#supplier-id#VAT#DE811907980",
    ]
    assert alone.items("mark#", document) == []
    [case] = alone.states("case")
    body = json.loads(str(alone.head(case)["body"]))
    assert (body["category"], body["owner"]) == ("R-EXC-05", "supplier-master-data")
    assert body["amount_at_risk"] == "238.00"


def test_a_redelivery_while_it_waits_changes_nothing(alone: House) -> None:
    document = accepted(alone)
    assert offer(alone, VALIDATE, message(envelopes(alone, document)[0]))
    assert alone.head(document)["version"] == 2
    assert len(_waiters(alone)) == 1
    assert len(alone.states("case")) == 1


def test_the_supplier_lets_it_go_and_its_case_is_resolved(alone: House) -> None:
    party = {"name": "Nordlicht", "tax_ids": TWO_NAMES[:1], "identifiers": TWO_NAMES[1:]}
    document = accepted(alone, supplier=party)
    supplier(alone)
    alone.settle()
    assert alone.states() == {document: "posted"}
    assert _waiters(alone) == []
    [case] = alone.states("case")
    assert [told["type"] for told in envelopes(alone, case)] == ["CaseOpened.v1", "CaseResolved.v1"]
    resolved = envelopes(alone, case)[1]["data"]
    assert resolved == {"about": document, "by": "validated with supplier S-1001"}


def test_a_supplier_that_arrives_while_it_is_parked_is_not_missed(alone: House) -> None:
    document = submit(alone)[1]["id"]
    told = message(envelopes(alone, document)[0])

    def arrive(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            alone.world.boundary.before = lambda _: None
            supplier(alone)

    alone.world.boundary.before = arrive
    assert offer(alone, VALIDATE, told)
    assert alone.head(document)["state"] == "waiting"
    assert [one.body for one in alone.world.queue.waiting[VALIDATE]] == [told]
    alone.settle()
    assert alone.states() == {document: "posted"}
    assert _waiters(alone) == []


def test_another_supplier_lets_nobody_go(alone: House) -> None:
    document = accepted(alone)
    supplier(alone, "S-2", "DE999999999")
    alone.settle()
    assert alone.states() == {document: "waiting"}
    assert len(_waiters(alone)) == 1


def test_what_was_rejected_meanwhile_stays_rejected(alone: House) -> None:
    document = accepted(alone)
    path = f"/v1/invoices/{document}/rejection"
    assert alone.call("POST", path, {"reason": "x"}, claims=ANN, key="k")[0] == 200
    supplier(alone)
    alone.settle()
    assert alone.states() == {document: "rejected"}
    assert _waiters(alone) == []


def test_a_supplier_that_arrives_blocked_stops_it(alone: House) -> None:
    document = accepted(alone)
    body = {"name": "N", "status": "blocked", "identifiers": TWO_NAMES[:1]}
    assert alone.call("PUT", "/v1/suppliers/S-1", body, claims=MASTER, key="k")[0] == 201
    alone.settle()
    assert alone.states() == {document: "on_exception"}
    assert _waiters(alone) == []


def test_many_waiters_are_let_go_in_several_deliveries(
    alone: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_waiting, "MOST", 3)
    for number in range(8):
        submit(alone, str(number), number=str(number))
    alone.settle()
    assert len(_waiters(alone)) == 8
    supplier(alone)
    alone.relay()
    [told] = [one.body for one in alone.world.queue.waiting["operations.release_waiting"]]
    assert offer(alone, "operations.release_waiting", told)
    assert len(_waiters(alone)) == 5
    alone.settle()
    assert set(alone.states().values()) == {"posted"}


def test_a_waiter_waits_as_long_as_it_takes(alone: House) -> None:
    document = accepted(alone)
    alone.world.clock.advance(timedelta(days=400))
    alone.tick()
    assert alone.states() == {document: "waiting"}
    assert alone.world.queue.dead == {}
    assert invoice()["number"] == "R-2026-0001"

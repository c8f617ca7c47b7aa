"""The first slice end to end in memory: accepted, validated, posted, told."""

import json
from pathlib import Path

from local.simulators.sap.faults import Fault
from tests.company import PORTAL, company, submit, supplier
from tests.house import House

FIXTURES = Path(__file__).parent.parent / "fixtures"


def test_an_invoice_is_posted_once_and_its_story_is_told() -> None:
    house = company()
    status, body, _ = submit(house)
    assert status == 201, body
    house.settle()
    assert house.states() == {body["id"]: "posted"}
    assert len(house.sap.books.invoices) == 1
    status, told, _ = house.call("GET", f"/v1/documents/{body['id']}/timeline", claims=PORTAL)
    assert status == 403 or told["intact"] is True


def test_the_same_call_again_is_answered_with_the_same_bytes() -> None:
    house = company()
    first = submit(house)
    again = submit(house)
    assert again[:2] == first[:2]
    assert again[2]["Idempotency-Replayed"] == "true"
    assert submit(house, number="R-2")[0] == 422
    other = submit(house, key="k2")
    assert other[0] == 200
    assert other[1]["duplicate"] is True
    assert other[1]["id"] == first[1]["id"]
    clash = submit(house, key="k3", totals={"gross": "1.00", "payable": "1.00"})
    assert clash[0] == 409, clash
    assert clash[1]["case"].startswith("case_")
    house.settle()
    assert len(house.sap.books.invoices) == 1


def test_an_invoice_waits_for_its_supplier() -> None:
    house = company(with_supplier=False)
    _, body, _ = submit(house)
    house.settle()
    assert house.states() == {body["id"]: "waiting"}
    assert list(house.states("case").values()) == ["open"]
    supplier(house)
    house.settle()
    assert house.states() == {body["id"]: "posted"}
    assert list(house.states("case").values()) == ["resolved"]
    assert house.items("wait#") == []


def test_a_file_is_taken_in_once_and_acknowledged() -> None:
    house = company()
    content = (FIXTURES / "ubl" / "batch_of_four.xml").read_bytes()
    house.drop("in/portal/invoices/batch.xml", content)
    house.settle()
    house.drop("in/portal/invoices/again.xml", content)
    house.settle()
    name = next(k for k in house.world.store.objects["intake"] if k.startswith("out/"))
    ack = json.loads(house.world.store.objects["intake"][name][-1].body)
    assert [drop["duplicate"] for drop in ack["drops"]] == [False, True]


def _with_fault(fault: Fault, minutes: int) -> House:
    house = company()
    house.sap.order(fault)
    submit(house)
    house.run(minutes)
    return house


def test_an_answer_that_is_lost_does_not_post_twice() -> None:
    house = _with_fault(Fault("timeout_after_commit", seconds=30), 5)
    assert list(house.states().values()) == ["posted"]
    assert len(house.sap.books.invoices) == 1


def test_a_commit_that_comes_late_does_not_post_twice() -> None:
    house = _with_fault(Fault("late_commit", seconds=300), 25)
    assert list(house.states().values()) == ["posted"]
    assert len(house.sap.books.invoices) == 1


def test_an_outage_parks_and_releases() -> None:
    house = company()
    house.sap.order(Fault("down", seconds=1200))
    for n in range(12):
        submit(house, key=f"k{n}", number=f"R-{n}")
    house.run(15)
    assert set(house.states().values()) <= {"posting", "validated"}
    assert len(house.items("wait#", "system#sap")) == 12
    house.run(15)
    assert set(house.states().values()) == {"posted"}
    assert len(house.sap.books.invoices) == 12
    assert house.items("wait#") == []

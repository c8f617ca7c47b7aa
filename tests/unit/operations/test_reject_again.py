"""A corrected invoice takes the place of the one that was rejected."""

import json

from tests.announced import announce, detail
from tests.company import ANN, company, submit
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl


def test_a_corrected_invoice_of_the_same_number_and_date_is_accepted() -> None:
    house = company()
    wrong = {"gross": "239.00", "payable": "239.00"}
    _, first, _ = submit(house, "k1", totals=wrong)
    house.settle()
    assert house.states()[first["id"]] == "on_exception"
    path = f"/v1/invoices/{first['id']}/rejection"
    assert house.call("POST", path, {"reason": "wrong total"}, claims=ANN, key="no")[0] == 200
    status, second, _ = submit(house, "k2")
    assert status == 201
    assert second["id"] != first["id"]
    again = submit(house, "k3")
    assert (again[0], again[1]["id"]) == (200, second["id"])
    repeated = submit(house, "k4", totals=wrong)
    assert (repeated[0], repeated[1]["id"], repeated[1]["state"]) == (200, first["id"], "rejected")
    house.settle()
    assert house.states() == {first["id"]: "rejected", second["id"]: "posted"}
    assert len(house.sap.books.invoices) == 1


def test_other_content_under_a_living_invoice_is_still_a_case() -> None:
    house = company()
    submit(house, "k1")
    status, body, _ = submit(house, "k2", totals={"gross": "1.00", "payable": "1.00"})
    assert (status, body["case"][:5]) == (409, "case_")


def _rejected_over_and_over() -> House:
    """Nine invoices of one number and date, each rejected."""
    house = company()
    for place in range(9):
        totals = {"gross": f"{300 + place}.00", "payable": "1.00"}
        status, said, _ = submit(house, f"k{place}", number="1", totals=totals)
        assert status == 201, said
        path = f"/v1/invoices/{said['id']}/rejection"
        assert house.call("POST", path, {"reason": "no"}, claims=ANN, key=f"r{place}")[0] == 200
    house.settle()
    return house


def test_when_too_many_were_rejected_an_event_is_kept_with_a_case() -> None:
    house = _rejected_over_and_over()
    before = house.states("case")
    assert submit(house, "k", number="1")[0] == 409
    announce(house, detail(None, number="1"))
    house.run(60)
    assert not any(house.world.queue.dead.values())
    [case] = house.states("case").keys() - before.keys()
    assert json.loads(str(house.head(case)["body"]))["category"] == "R-EXC-06"
    assert any(name.startswith("refused/acme/") for name in house.world.store.objects["documents"])


def test_when_too_many_were_rejected_the_others_of_its_file_are_taken() -> None:
    house = _rejected_over_and_over()
    house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")))
    house.run(60)
    assert not any(house.world.queue.dead.values())
    [name] = [key for key in house.world.store.objects["intake"] if key.startswith("out/")]
    said = json.loads(house.world.store.objects["intake"][name][-1].body)
    assert said["counts"] == {"refused": 1, "accepted": 1}
    assert "case" in said["documents"][0]

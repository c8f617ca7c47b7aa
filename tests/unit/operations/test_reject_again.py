"""A corrected invoice takes the place of the one that was rejected."""

from tests.company import ANN, company, submit


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

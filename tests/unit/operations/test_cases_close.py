"""A case closes with what it was about: validated, rejected, or held for another reason."""

from tests.company import ANN, MASTER, company, invoice, submit, supplier
from tests.house import House


def _cases(house: House) -> dict[str, str]:
    return {
        str(item["body"]).partition('"category":"')[2][:8]: str(item["state"])
        for item in house.items("head")
        if item["kind"] == "case"
    }


def _reject(house: House, document: str) -> None:
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "not ours"}, claims=ANN, key=path)[0] == 200
    house.settle()


def test_when_the_supplier_arrives() -> None:
    house = company(with_supplier=False)
    submit(house)
    house.settle()
    assert _cases(house) == {"R-EXC-05": "open"}
    supplier(house)
    house.settle()
    assert _cases(house) == {"R-EXC-05": "resolved"}


def test_when_the_invoice_is_rejected_while_it_waits() -> None:
    house = company(with_supplier=False)
    _, body, _ = submit(house)
    house.settle()
    _reject(house, body["id"])
    assert _cases(house) == {"R-EXC-05": "resolved"}


def test_when_a_broken_invoice_is_rejected() -> None:
    house = company()
    _, body, _ = submit(house, totals={"gross": "239.00", "payable": "239.00"})
    house.settle()
    assert list(_cases(house).values()) == ["open"]
    _reject(house, body["id"])
    assert list(_cases(house).values()) == ["resolved"]


def test_when_the_supplier_arrives_blocked_another_case_holds_it() -> None:
    house = company(with_supplier=False)
    submit(house)
    house.settle()
    known = invoice()["supplier"]["tax_ids"]
    said = {"name": "Blocked", "status": "blocked", "identifiers": known}
    assert house.call("PUT", "/v1/suppliers/S-1001", said, claims=MASTER, key="b")[0] == 201
    house.settle()
    states = [str(i["state"]) for i in house.items("head") if i["kind"] == "case"]
    assert sorted(states) == ["open", "resolved"]

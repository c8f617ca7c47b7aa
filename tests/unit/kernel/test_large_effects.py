"""A bill too large for an item is kept beside it, and posted all the same."""

import pytest

from functions.payables import bills
from tests.company import company, invoice, submit


def test_an_invoice_of_four_thousand_lines_is_posted(monkeypatch: pytest.MonkeyPatch) -> None:
    """For an ERP that takes every line: the sums that SAP is sent would fit the item."""
    monkeypatch.setattr(bills, "LINES_MAX", 10_000)
    house = company()
    line = {
        **invoice()["lines"][0],
        "quantity": "1",
        "unit_price": "0.05",
        "net": "0.05",
        "article": {"name": "A lamp's part, one of a great many, each of them named in full"},
    }
    lines = [{**line, "id": str(number)} for number in range(1, 4001)]
    taxes = [{"category": "S", "rate": "19", "taxable": "200.00", "tax": "38.00"}]
    status, body, _ = submit(house, lines=lines, taxes=taxes)
    assert status == 201, body
    house.settle()
    assert house.states() == {body["id"]: "posted"}
    assert "request_ref" in house.items("effect#post", body["id"])[0]
    assert len(house.sap.books.invoices) == 1

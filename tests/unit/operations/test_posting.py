"""Posting an invoice: mapped or stopped, blocked for payment, and what each outcome decides."""

import json
from typing import Any

import pytest

from local.simulators.sap.faults import Fault
from tests.company import ANN, POSTING, invoice
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, envelopes, message, offer

ROUNDED = {**invoice()["totals"], "rounding": "0.02", "payable": "238.02"}


def _case(house: House, category: str) -> dict[str, Any]:
    found = [json.loads(str(house.head(case)["body"])) for case in house.states("case")]
    [case] = [one for one in found if one["category"] == category]
    return dict(case)


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in POSTING.items() if key != name}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (_without("erp"), "TIE-MAP-ERP"),
        (_without("company"), "TIE-MAP-COMPANY"),
        (_without("expense_account"), "TIE-MAP-EXPENSE"),
        (_without("supplier_numbers"), "TIE-MAP-SUPPLIER"),
        (_without("tax_codes"), "TIE-MAP-TAX"),
        ({**POSTING, "erp": "oracle"}, "TIE-MAP-ERP"),
    ],
)
def test_what_is_not_mapped_stops_and_nothing_is_sent(
    house: House, content: dict[str, Any], code: str
) -> None:
    change(house, "posting", content, entity="DE01")
    document = accepted(house)
    assert house.head(document)["state"] == "on_exception"
    assert [finding["code"] for finding in _case(house, "R-EXC-04")["findings"]] == [code]
    assert not [call for call in house.world.boundary.calls if call.name == "remote.call"]
    assert house.items("effect#") == []


def test_a_rounding_needs_an_account(house: House) -> None:
    document = accepted(house, totals=ROUNDED)
    [finding] = _case(house, "R-EXC-04")["findings"]
    assert finding["code"] == "TIE-MAP-ADJUST"
    assert house.head(document)["state"] == "on_exception"


def test_a_bill_is_blocked_unless_the_erp_pays(house: House) -> None:
    first = accepted(house, number="1")
    change(house, "payer", {"payer": "erp"}, entity="DE01")
    second = accepted(house, number="2")
    for document, blocked in ((first, True), (second, False)):
        posting, posted = envelopes(house, document)[2:]
        assert posting["data"]["blocked_for_payment"] is blocked
        assert posted["data"]["blocked_for_payment"] is blocked


def test_a_refusal_is_a_case_with_the_systems_own_words(house: House) -> None:
    house.sap.order(Fault("rejected"))
    document = accepted(house)
    assert house.head(document)["state"] == "on_exception"
    case = _case(house, "R-EXC-13")
    assert case["reason"].startswith("sap: F5/201: Posting period")
    assert case["allowed_actions"] == ["retry", "reject"]
    [effect] = house.items("effect#post", f"acme#{document}")[:1]
    assert effect["state"] == "refused"
    assert "gpk" not in effect


def test_something_else_under_our_reference_is_a_case_for_a_person(house: House) -> None:
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    document = accepted(house)
    for posted in house.sap.books.invoices:
        posted["InvoiceGrossAmount"] = "1.00"
    house.run(3)
    assert house.head(document)["state"] == "uncertain"
    assert _case(house, "R-EXC-17")["allowed_actions"] == ["retry"]
    path = f"/v1/invoices/{document}/rejection"
    status, body, _ = house.call("POST", path, {"reason": "differs"}, claims=ANN, key="no")
    assert (status, body["type"].rpartition("/")[2]) == (409, "conflict")
    assert body["detail"].startswith("what the ERP holds is not known")
    listed = house.call("GET", "/v1/invoices?entity=DE01&state=uncertain", claims=ANN)[1]
    assert [one["id"] for one in listed["items"]] == [document]
    house.run(20)
    assert len(house.sap.books.invoices) == 1


def test_a_posted_invoice_asks_for_nothing_more(house: House) -> None:
    document = accepted(house)
    told = envelopes(house, document)[1]
    house.world.store.tables["ledger"].delete(
        (f"acme#{document}", f"mark#payables.post_invoice#{told['id']}")
    )
    house.world.store.tables["ledger"].delete((f"acme#{document}", "effect#post"))
    assert offer(house, "payables.post_invoice", message(told))
    assert house.head(document)["version"] == 4
    assert len(house.sap.books.invoices) == 1


def test_the_approval_that_was_not_required_is_recorded(house: House) -> None:
    document = accepted(house)
    approval = envelopes(house, document)[2]["data"]["approval"]
    assert approval["rule"] == "posting.approval"
    _, timeline, _ = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)
    assert timeline["hops"][2]["policies"]["posting"] == approval["version"]

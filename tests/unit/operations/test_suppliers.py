"""Supplier master data: taken over as it is, found by every identifier, and by no other."""

import json
from typing import Any

import pytest

from tests.company import MASTER, supplier
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes

VAT = {"scheme": "VAT", "value": "DE333333333"}
GLN = {"scheme": "GLN", "value": "4012345000009"}


def _register(
    house: House, code: str, key: str, *identifiers: dict[str, str], **more: Any
) -> tuple[int, dict[str, Any]]:
    body = {"name": f"Supplier {code}", "identifiers": list(identifiers), **more}
    status, said, _ = house.call("PUT", f"/v1/suppliers/{code}", body, claims=MASTER, key=key)
    return status, said


def _aliases(house: House, document: str) -> list[str]:
    return sorted(str(item["pk"]) for item in house.items("target") if item["document"] == document)


def test_a_supplier_is_known_by_each_identifier(house: House) -> None:
    status, said = _register(house, "S-7", "k", VAT, GLN)
    assert status == 201
    assert _aliases(house, said["id"]) == [
        "acme#supplier-id#0088#4012345000009",
        "acme#supplier-id#VAT#DE333333333",
    ]


def test_sent_again_it_replaces_what_was_known(house: House) -> None:
    document = _register(house, "S-7", "1", VAT, GLN)[1]["id"]
    status, said = _register(house, "S-7", "2", VAT, status="blocked")
    assert (status, said["id"], said["version"], said["state"]) == (200, document, 2, "blocked")
    assert _aliases(house, document) == ["acme#supplier-id#VAT#DE333333333"]
    assert len(envelopes(house, document)) == 2


def test_another_suppliers_identifier_is_refused(house: House) -> None:
    _register(house, "S-7", "1", VAT)
    status, said = _register(house, "S-8", "2", {"scheme": "vat", "value": "de 333-333.333"})
    assert (status, said["type"].rpartition("/")[2]) == (409, "duplicate")
    assert len(house.states("sup")) == 2


def test_an_identifier_given_up_may_be_anothers(house: House) -> None:
    _register(house, "S-7", "1", VAT, GLN)
    _register(house, "S-7", "2", GLN)
    assert _register(house, "S-8", "3", VAT)[0] == 201


def test_the_same_identifier_twice_is_one(house: House) -> None:
    status, said = _register(house, "S-7", "1", VAT, {"scheme": "vat", "value": "DE 333333333"})
    assert status == 201
    assert len(_aliases(house, said["id"])) == 1


def test_all_identifiers_may_change_at_once(house: House) -> None:
    def names(start: int) -> list[dict[str, str]]:
        return [{"scheme": "0060", "value": str(number)} for number in range(start, start + 11)]

    document = _register(house, "S-7", "1", *names(0))[1]["id"]
    status, _ = _register(house, "S-7", "2", *names(100))
    assert status == 200
    assert len(_aliases(house, document)) == 11
    assert _register(house, "S-8", "3", *names(200), VAT)[0] == 400


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "blocked"}, "TIE-SUPPLIER-BLOCKED"),
        ({"entities": ["FR01"]}, "TIE-SUPPLIER-ENTITY"),
    ],
)
def test_a_supplier_that_may_not_bill_stops_its_invoices(
    house: House, changes: dict[str, Any], code: str
) -> None:
    supplier(house)
    vat = {"scheme": "VAT", "value": "DE811907980"}
    assert _register(house, "S-1001", "2", vat, **changes)[0] == 200
    assert envelopes(house, accepted(house))[1]["data"]["rules"] == [code]


def test_a_blocked_supplier_is_its_master_datas_case(house: House) -> None:
    vat = {"scheme": "VAT", "value": "DE811907980"}
    _register(house, "S-1001", "2", vat, status="blocked")
    accepted(house)
    [case] = [json.loads(str(house.head(case)["body"])) for case in house.states("case")]
    assert (case["category"], case["owner"]) == ("R-EXC-05", "supplier-master-data")


@pytest.mark.parametrize(
    ("percent", "status"), [("2.1230", 201), ("2.1234", 400), ("100", 400), ("99.999", 201)]
)
def test_only_a_discount_that_can_be_posted_is_registered(
    house: House, percent: str, status: int
) -> None:
    terms = {"net_days": 30, "discounts": [{"days": 10, "percent": percent}]}
    assert _register(house, "S-7", "1", VAT, terms=terms)[0] == status


def test_an_agreed_baseline_beyond_the_calendar_stops_the_invoice(house: House) -> None:
    vat = {"scheme": "VAT", "value": "DE811907980"}
    _register(house, "S-1001", "2", vat, terms={"net_days": 30, "baseline": "2199-12-30"})
    document = accepted(house, terms=None)
    assert envelopes(house, document)[1]["data"]["rules"] == ["TIE-TERMS-DATE"]


def test_a_buyer_that_is_another_stops_it(house: House) -> None:
    buyer = {"name": "Other", "tax_ids": [{"scheme": "VAT", "value": "GB999999973"}]}
    document = accepted(house, buyer=buyer)
    assert envelopes(house, document)[1]["data"]["rules"] == ["TIE-BUYER"]


def test_identifiers_of_two_suppliers_stop_it(house: House) -> None:
    _register(house, "S-7", "1", GLN)
    party = {"tax_ids": [{"scheme": "VAT", "value": "DE811907980"}], "identifiers": [GLN]}
    document = accepted(house, supplier=party)
    assert envelopes(house, document)[1]["data"]["rules"] == ["TIE-SUPPLIER-AMBIGUOUS"]


def test_a_supplier_without_identifiers_stops_it(house: House) -> None:
    document = accepted(house, supplier={"name": "Nobody"})
    assert envelopes(house, document)[1]["data"]["rules"] == ["TIE-SUPPLIER-UNNAMED"]

"""Accepting a fact exactly once: the same, another, or none that can be told from the sender."""

import json
from typing import Any

import pytest

from tests.company import IBAN, submit
from tests.house import House
from tests.unit.kernel.worlds import envelopes


def test_a_new_invoice_is_created_with_its_answer(house: House) -> None:
    status, body, headers = submit(house)
    assert (status, body["state"], body["version"]) == (201, "received", 1)
    assert set(body) == {"id", "state", "version"}
    assert headers["Cache-Control"] == "no-store"
    assert [event["type"] for event in envelopes(house, body["id"])] == ["InvoiceReceived.v1"]


def test_equal_content_under_another_key_is_the_same_document(house: House) -> None:
    first, again = submit(house, "k1"), submit(house, "k2")
    assert (again[0], again[1]["id"], again[1]["duplicate"]) == (200, first[1]["id"], True)
    house.settle()
    late = submit(house, "k3")[1]
    assert (late["state"], late["version"]) == ("posted", 4)
    assert house.states("case") == {}
    assert len(envelopes(house, first[1]["id"])) == 4


@pytest.mark.parametrize(
    "texts",
    [
        {"notes": ["thank you"]},
        {"buyer_reference": "desk 7"},
        {"payment_means": [{"code": "30", "account": IBAN, "remittance_reference": "x"}]},
        {"payment_means": [{"account": " de89 3704 0044 0532 0130 00 "}]},
        {"terms": {"net_days": 14}},
    ],
)
def test_texts_and_doors_are_not_content(house: House, texts: dict[str, Any]) -> None:
    submit(house)
    assert submit(house, "k2", **texts)[0] == 200


@pytest.mark.parametrize(
    "other",
    [
        {"payment_means": [{"account": "DE02120300000000202051"}]},
        {"payment_means": []},
        {"due_date": "2026-04-01"},
        {"currency": "USD"},
        {"buyer": {"name": "Acme"}},
        {"taxes": []},
        {"totals": {"gross": "238.00", "payable": "237.00"}},
    ],
)
def test_what_money_depends_on_is_content(house: House, other: dict[str, Any]) -> None:
    document = submit(house)[1]["id"]
    status, body, _ = submit(house, "k2", **other)
    assert (status, body["type"].rpartition("/")[2]) == (409, "duplicate")
    assert body["document"] == document
    assert body["case"] in house.states("case")


def test_a_conflict_is_one_case_however_often(house: House) -> None:
    document = submit(house)[1]["id"]
    cases = {
        submit(house, f"k{n}", totals={"gross": f"{n}.00", "payable": "1.00"})[1]["case"]
        for n in range(2, 6)
    }
    assert house.states("case") == dict.fromkeys(cases, "open")
    assert len(cases) == 1
    [case] = cases
    assert len(envelopes(house, case)) == 1
    assert json.loads(str(house.head(case)["body"]))["about"] == document
    assert house.head(document)["version"] == 1


def test_an_identity_is_all_of_its_parts(house: House) -> None:
    other = {"name": "N", "tax_ids": [{"scheme": "0088", "value": "DE811907980"}]}
    found = {
        submit(house, json.dumps(changes), **changes)[1]["id"]
        for changes in (
            {},
            {"kind": "credit_note"},
            {"number": "R-2026-0002"},
            {"issue_date": "2026-02-28"},
            {"supplier": other},
        )
    }
    assert len(found) == 5

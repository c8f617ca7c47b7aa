"""Which legal entity an invoice is for, and which sender it is from, when that is not plain."""

import json
from typing import Any

import pytest

from tests.company import ENTITIES, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import BETA, change, more_callers

FR01 = {
    "code": "FR01",
    "name": "Acme France",
    "country": "FR",
    "identifiers": [{"scheme": "VAT", "value": "FR40303265045"}],
}
DE02 = {
    "code": "DE02",
    "name": "Acme Zwei",
    "country": "DE",
    "identifiers": [{"scheme": "VAT", "value": "DE136695976"}],
}


def _unnamed(house: House, **changes: Any) -> tuple[int, dict[str, Any], dict[str, str]]:
    body = invoice(**changes)
    del body["entity"]
    return house.call("POST", "/v1/invoices", body, claims=PORTAL, key=json.dumps(changes))


def test_without_an_entity_the_buyers_identifier_decides(house: House) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], FR01]})
    status, body, _ = _unnamed(house)
    assert status == 201
    assert house.head(body["id"])["entity"] == "DE01"
    assert submit(house, "named")[1]["id"] == body["id"]


@pytest.mark.parametrize(
    ("buyer", "said"),
    [
        ({"name": "Acme"}, "names no legal entity"),
        ({"tax_ids": [{"scheme": "VAT", "value": "DE1"}]}, "names no legal entity"),
        ({"tax_ids": [{"scheme": "VAT", "value": "DE 136.695.976"}]}, "names several"),
    ],
)
def test_no_entity_or_several_is_the_senders_to_clear(
    house: House, buyer: dict[str, Any], said: str
) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], DE02]})
    status, body, _ = _unnamed(house, buyer=buyer)
    assert (status, body["findings"][0]["where"]) == (400, "buyer")
    assert said in body["findings"][0]["message"]
    assert house.states() == {}


def test_an_entity_found_by_its_identifier_must_be_the_callers(house: House) -> None:
    change(house, "entities", {"entities": [*ENTITIES["entities"], FR01]})
    status, _, _ = _unnamed(house, buyer={"tax_ids": FR01["identifiers"]})
    assert status == 403
    assert house.states() == {}


def test_a_sender_without_identifiers_is_known_by_content_and_client(house: House) -> None:
    more_callers(house)
    nameless = {"supplier": {"name": "Someone"}}
    first = submit(house, "k1", **nameless)
    assert submit(house, "k2", **nameless)[1]["id"] == first[1]["id"]
    assert submit(house, "k3", **nameless, number="R-2")[0] == 201
    body = invoice(**nameless)
    theirs = house.call("POST", "/v1/invoices", body, claims=BETA, key="k")
    assert theirs[1]["id"] != first[1]["id"]

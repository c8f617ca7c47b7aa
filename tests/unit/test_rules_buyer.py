"""The buyer's identifiers are those of the entity that the invoice was sent for."""

from typing import Any

import pytest

from functions.payables.buyer import buyer_findings
from schemas.party import Party
from schemas.policies.entities import Entities


def _id(scheme: str, value: str) -> dict[str, str]:
    return {"scheme": scheme, "value": value}


def _entity(code: str, *identifiers: dict[str, str]) -> dict[str, Any]:
    return {"code": code, "name": code, "country": "DE", "identifiers": list(identifiers)}


GROUP = _id("LEI", "GROUP")
KNOWN = Entities.model_validate(
    {
        "entities": [
            _entity("DE01", _id("VAT", "DE1"), _id("0088", "4001"), GROUP),
            _entity("FR01", _id("VAT", "FR1"), _id("-", "17"), GROUP),
        ]
    }
)


@pytest.mark.parametrize(
    ("identifiers", "codes"),
    [
        ([], []),
        ([_id("VAT", "de 1")], []),
        ([GROUP], []),
        ([_id("9999", "unknown scheme")], []),
        ([_id("0088", "4001"), _id("0088", "4999")], []),
        ([_id("VAT", "FR1")], ["TIE-ENTITY-OTHER"]),
        ([_id("0088", "4001"), _id("VAT", "FR1")], ["TIE-ENTITY-OTHER"]),
        ([_id("VAT", "GB9")], ["TIE-BUYER"]),
        ([_id("0088", "4001"), _id("VAT", "GB9")], ["TIE-BUYER"]),
    ],
)
def test_the_buyer_is_the_entity(identifiers: list[dict[str, str]], codes: list[str]) -> None:
    buyer = Party.model_validate({"identifiers": identifiers})
    assert [finding.code for finding in buyer_findings(buyer, "DE01", KNOWN)] == codes


def test_an_identifier_without_a_scheme_contradicts_nothing() -> None:
    buyer = Party.model_validate({"identifiers": [_id("-", "18")]})
    assert list(buyer_findings(buyer, "FR01", KNOWN)) == []

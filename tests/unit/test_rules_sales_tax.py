"""Taxes that EN 16931 does not know: no category, several authorities, often no base."""

from datetime import date
from typing import Any

import pytest

from functions.payables.rules import findings
from tests.unit.invoices import content, line, submitted

TODAY = date(2026, 11, 20)


def _codes(*taxes: dict[str, Any], tax: str, gross: str, **changes: Any) -> list[str]:
    whole: dict[str, Any] = {
        "currency": "USD",
        "lines": [line("1", "200.00", None, None), line("2", "50.00", None, None)],
        "allowances_charges": [],
        "taxes": list(taxes),
        "totals": {"net": "250.00", "tax": tax, "gross": gross, "payable": gross},
    }
    told = findings(submitted(**whole | changes), today=TODAY)
    return [finding.code for finding in told]


def _tax(scheme: str, rate: str | None, taxable: str | None, amount: str) -> dict[str, Any]:
    return {"scheme": scheme, "rate": rate, "taxable": taxable, "tax": amount}


STATE, COUNTY = _tax("ST", "6.25", "200.00", "12.50"), _tax("CT", "1", "200.00", "2.00")


def test_authorities_tax_the_same_sale_side_by_side_and_not_every_line() -> None:
    assert _codes(STATE, COUNTY, tax="14.50", gross="264.50") == []
    assert _codes(STATE, STATE, tax="25.00", gross="275.00") == []


def test_a_tax_may_be_named_by_its_amount_alone() -> None:
    assert _codes(_tax("ST", None, None, "12.50"), tax="12.50", gross="262.50") == []
    assert _codes(_tax("VAT", None, None, "12.50"), tax="12.50", gross="262.50") == []


@pytest.mark.parametrize(
    ("tax", "stated", "gross", "codes"),
    [
        (STATE, "12.51", "262.51", ["BR-CO-14"]),
        (STATE, "12.50", "262.51", ["BR-CO-15"]),
        (STATE | {"tax": "12.52"}, "12.52", "262.52", ["TIE-TAX-AMOUNT"]),
        (_tax("ST", "5", "250.02", "12.50"), "12.50", "262.50", ["TIE-TAX-BASE"]),
        (_tax("VAT", "5", "250.02", "12.50"), "12.50", "262.50", ["TIE-TAX-BASE"]),
        (_tax("ST", "5", "-251.00", "-12.55"), "-12.55", "237.45", ["TIE-TAX-BASE"]),
    ],
)
def test_it_must_foot(tax: dict[str, Any], stated: str, gross: str, codes: list[str]) -> None:
    assert _codes(tax, tax=stated, gross=gross) == codes


def test_en_16931_has_no_place_for_it() -> None:
    claims = {"specification": "urn:cen.eu:en16931:2017"}
    codes = _codes(STATE, _tax("VAT", "0", None, "0"), tax="12.50", gross="262.50", **claims)
    assert codes.count("BR-47") == 2
    assert "BR-45" in codes


def test_categories_are_asked_for_where_any_is_said() -> None:
    rated = content()["taxes"][0]
    assert "BR-47" in _codes(
        rated | {"category": None},
        tax="36.10",
        gross="286.10",
        lines=[
            line("1", "200.00", "19"),
            line("2", "50.00", "19"),
        ],
    )

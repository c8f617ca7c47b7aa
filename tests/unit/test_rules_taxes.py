"""The tax breakdown against lines, rates and totals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from functions.payables.rules import findings
from tests.unit.invoices import content, exempt, line, submitted, tax

TODAY = date(2026, 11, 20)


def _codes(**changes: Any) -> list[str]:
    return [finding.code for finding in findings(submitted(**changes), today=TODAY)]


def _taxes(*taxes: dict[str, Any], total: str) -> dict[str, Any]:
    """These subtotals, with totals that follow from their sum."""
    totals = {"tax": total, "gross": str(240 + Decimal(total))}
    totals["payable"] = totals["gross"]
    return {"taxes": list(taxes), "totals": totals}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        (_taxes(tax("190.00", "36.11", "19"), tax("50.00", "3.50", "7"), total="39.61"), []),
        (
            _taxes(tax("190.00", "36.12", "19"), tax("50.00", "3.50", "7"), total="39.62"),
            ["BR-CO-17", "BR-S-09"],
        ),
        (
            _taxes(tax("190.02", "36.10", "19"), tax("50.00", "3.50", "7"), total="39.60"),
            ["BR-S-08"],
        ),
        (_taxes(tax("190.00", "36.10", "19"), total="36.10"), ["BR-S-08"]),
        (
            _taxes(tax("190.00", "36.10", None), tax("50.00", "3.50", "7"), total="39.60"),
            ["BR-48", "BR-S-08", "BR-S-08"],
        ),
        (
            _taxes(tax("190.00", "36.10", "19", "X"), tax("50.00", "3.50", "7"), total="39.60"),
            ["BR-CL-17", "BR-S-08"],
        ),
        (
            _taxes(
                tax("190.00", "36.10", "19") | {"exemption_reason": "none"},
                tax("50.00", "3.50", "7"),
                total="39.60",
            ),
            ["BR-S-10"],
        ),
    ],
)
def test_standard_rates(changes: dict[str, Any], codes: list[str]) -> None:
    assert _codes(**changes) == codes


def test_a_total_without_its_breakdown_is_not_a_tax() -> None:
    assert _codes(taxes=[]) == ["BR-CO-14", "BR-S-01", "BR-S-01"]


def _untaxed(*lines: dict[str, Any], **totals: str) -> list[str]:
    net = str(sum(Decimal(each["net"]) for each in lines))
    return _codes(
        lines=list(lines),
        allowances_charges=[],
        taxes=[],
        totals={"gross": net, "payable": net} | totals,
    )


def test_lines_that_bear_a_category_need_a_breakdown() -> None:
    assert _untaxed(line("1", "200.00", "19")) == ["BR-S-01"]
    assert _untaxed(line("1", "200.00", "0", "Z")) == ["BR-Z-01"]
    assert _untaxed(line("1", "200.00", "19", None)) == ["BR-CO-18"]
    given = {"kind": "charge", "amount": "1.00", "tax_category": "S", "tax_rate": "19"}
    plain = line("1", "200.00", None, None)
    charged = _codes(
        lines=[plain],
        allowances_charges=[given],
        taxes=[],
        totals={"gross": "201.00", "payable": "201.00"},
    )
    assert charged == ["BR-CO-04", "BR-S-01"]


def test_lines_without_category_pass_where_no_tax_is_stated() -> None:
    assert _untaxed(line("1", "200.00", None, None)) == []
    assert _untaxed(line("1", "200.00", None, None), tax="0.00") == []
    taxed = {"tax": "38.00", "gross": "238.00", "payable": "238.00"}
    assert _untaxed(line("1", "200.00", None, None), **taxed) == ["BR-CO-14"]


def test_a_category_and_rate_has_one_subtotal() -> None:
    first, second = tax("190.00", "36.10", "19"), tax("50.00", "3.50", "7")
    again = _taxes(first, second, tax("0.00", "0.00", "19.0"), total="39.60")
    assert _codes(**again) == ["TIE-TAX-TWICE", "BR-S-08"]
    exempted = exempt("E", "0")
    exempted["taxes"] = [*exempted["taxes"], {**exempted["taxes"][0], "taxable": "0.00"}]
    assert _codes(**exempted) == ["BR-E-01", "BR-E-08"]


def test_tolerance_is_not_granted_where_nothing_was_taxed() -> None:
    first, second = tax("190.00", "36.10", "19"), tax("50.00", "3.50", "7")
    cent = _taxes(first, second, tax("0.00", "0.01", "18"), total="39.61")
    assert _codes(**cent) == ["BR-CO-17", "BR-S-09"]
    base = _taxes(first, second, tax("0.01", "0.01", "18"), total="39.61")
    assert _codes(**base) == ["BR-S-08"]


EXEMPT = {"E": "E", "AE": "AE", "K": "IC", "G": "G"}


@pytest.mark.parametrize(("category", "rules"), EXEMPT.items())
def test_categories_that_bear_no_tax(category: str, rules: str) -> None:
    assert _codes(**exempt(category, "0")) == []
    charged = exempt(category, "0", tax="1.00")
    charged["totals"] |= {"tax": "1.00", "gross": "81.00", "payable": "81.00"}
    assert _codes(**charged) == ["BR-CO-17", f"BR-{rules}-09"]
    assert _codes(**exempt(category, "0", exemption_reason=None)) == [f"BR-{rules}-10"]
    rated = exempt(category, "0")
    rated["lines"] = [line("1", "80.00", "19", category)]
    assert _codes(**rated) == [f"BR-{rules}-05"]
    assert _codes(**exempt(category, "0", taxable="80.01")) == [f"BR-{rules}-08"]


def test_zero_rated_needs_no_reason_and_outside_of_scope_no_rate() -> None:
    assert _codes(**exempt("Z", "0", exemption_reason=None)) == []
    assert _codes(**exempt("Z", "0")) == ["BR-Z-10"]
    assert _codes(**exempt("O", None)) == []
    assert _codes(**exempt("O", "0")) == ["BR-O-05"]


def test_a_standard_line_has_a_rate_above_zero() -> None:
    lines = [line("1", "200.00", "0"), line("2", "50.00", "7")]
    assert _codes(lines=lines) == ["BR-S-05", "BR-S-08", "BR-S-08"]
    given = content()["allowances_charges"]
    assert "BR-S-06" in _codes(allowances_charges=[given[0] | {"tax_rate": None}, given[1]])
    assert "BR-S-07" in _codes(allowances_charges=[given[0], given[1] | {"tax_rate": "0"}])


def test_lines_name_their_category_all_or_none() -> None:
    some = [line("1", "200.00", None, None), line("2", "50.00", "7")]
    assert _codes(lines=some) == ["BR-CO-04", "BR-S-08"]
    none: dict[str, Any] = {
        "lines": [line("1", "200.00", None, None), line("2", "50.00", None, None)],
        "allowances_charges": [
            each | {"tax_category": None} for each in content()["allowances_charges"]
        ],
    }
    assert _codes(**none) == []
    none["taxes"] = [tax("190.00", "36.10", "19"), tax("49.00", "3.43", "7")]
    none["totals"] = {"tax": "39.53", "gross": "279.53", "payable": "279.53"}
    assert _codes(**none) == ["TIE-TAX-BASE"]
    assert _codes(lines=[line("1", "250.00", "19", "Q")])[:1] == ["BR-CL-18"]


def test_what_the_standard_wants_is_asked_of_those_who_claim_it() -> None:
    claims = {"specification": "urn:cen.eu:en16931:2017#compliant#urn:of:a:usage"}
    codes = set(_codes(**claims))
    assert {"BR-04", "BR-08", "BR-10", "BR-23", "BR-25", "BR-33", "BR-CO-25"} <= codes
    assert "BR-CO-26" not in codes
    assert _codes(specification="urn:of:our:own") == []

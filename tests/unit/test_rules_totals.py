"""Totals to the minor unit; lines and allowances by their own figures; amounts that fit."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.payables.rules import findings
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding
from schemas.money import from_minor
from tests.unit.invoices import content, line, seal, submitted, tax

TODAY = date(2026, 11, 20)


def _codes(**changes: Any) -> list[str]:
    return [finding.code for finding in findings(submitted(**changes), today=TODAY)]


def _totals(**changes: str | None) -> dict[str, Any]:
    return {"totals": content()["totals"] | changes}


def test_a_right_invoice_has_no_findings() -> None:
    assert _codes() == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"line_net": "250.01"}, ["BR-CO-10", "BR-CO-13"]),
        ({"allowances": "20.01"}, ["BR-CO-11", "BR-CO-13"]),
        ({"charges": "10.01"}, ["BR-CO-12", "BR-CO-13"]),
        ({"net": "240.01"}, ["BR-CO-13", "BR-CO-15"]),
        ({"tax": "39.61"}, ["BR-CO-15", "BR-CO-14"]),
        ({"gross": "279.61"}, ["BR-CO-15", "BR-CO-16"]),
        ({"prepaid": "79.61"}, ["BR-CO-16"]),
        ({"rounding": "0.04"}, ["BR-CO-16"]),
        ({"payable": "200.06"}, ["BR-CO-16"]),
        ({"rounding": None}, ["BR-CO-16"]),
    ],
)
def test_a_cent_in_any_total_is_named_by_its_rule(
    changes: dict[str, str | None], codes: list[str]
) -> None:
    assert _codes(**_totals(**changes)) == codes


def test_totals_that_are_not_stated_are_not_asked_but_the_chain_is_checked() -> None:
    unstated = dict.fromkeys(("line_net", "allowances", "charges", "net", "tax"))
    assert _codes(**_totals(**unstated)) == []
    assert _codes(**_totals(**unstated, gross="279.61")) == ["BR-CO-15", "BR-CO-16"]


def test_all_findings_come_at_once() -> None:
    wrong = _totals(gross="1.00") | {"issue_date": "2027-11-02", "currency": "XXY"}
    assert set(_codes(**wrong)) == {
        "BR-CO-15",
        "BR-CO-16",
        "TIE-DATE-FUTURE",
        "BR-CL-04",
        "TIE-PREPAID",
    }


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"prepaid": "279.60", "payable": "0.05"}, []),
        ({"prepaid": "279.61", "payable": "0.04"}, ["TIE-PREPAID"]),
        ({"prepaid": "-0.01", "payable": "279.66"}, ["TIE-PREPAID"]),
        ({"rounding": "1.00", "payable": "201.00"}, []),
        ({"rounding": "1.01", "payable": "201.01"}, ["TIE-ROUNDING"]),
        ({"rounding": "-1.01", "payable": "198.99"}, ["TIE-ROUNDING"]),
    ],
)
def test_prepaid_and_rounding_have_limits(changes: dict[str, str | None], codes: list[str]) -> None:
    assert _codes(**_totals(**changes)) == codes


def test_policy_sets_how_far_is_rounded() -> None:
    invoice = submitted(**_totals(rounding="0.05"))
    found = findings(invoice, today=TODAY, rounding_max_minor_units=4)
    assert [finding.code for finding in found] == ["TIE-ROUNDING"]
    assert findings(invoice, today=TODAY, rounding_max_minor_units=5) == ()


def test_a_credit_note_is_positive() -> None:
    negative = content(
        kind="credit_note",
        lines=[line("1", "10.00", "0", "Z") | {"quantity": "-1", "net": "-10.00"}],
        allowances_charges=[],
        taxes=[tax("-10.00", "0.00", "0", "Z")],
        totals={"gross": "-10.00", "payable": "-10.00"},
    )
    assert _codes(**negative) == ["TIE-CREDIT-SIGN"]
    assert _codes(**negative | {"kind": "invoice"}) == []


def _line(**changes: Any) -> dict[str, Any]:
    first, second = content()["lines"]
    return {"lines": [first | changes, second]}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"quantity": "2"}, ["PEPPOL-EN16931-R120"]),
        ({"quantity": "2", "price_base_quantity": "2"}, []),
        ({"price_base_quantity": "0"}, ["PEPPOL-EN16931-R121"]),
        ({"quantity": "-1", "unit_price": "-200.00"}, ["BR-27"]),
        ({"unit_price": "199.99"}, []),
        ({"unit_price": "199.98"}, ["PEPPOL-EN16931-R120"]),
        ({"unit_price": "199.9850000001"}, []),
        ({"quantity": None}, []),
        ({"id": "2"}, ["TIE-LINE-ID"]),
        (
            {"unit_price": "230.00", "allowances_charges": [{"kind": "allowance", "amount": "30"}]},
            [],
        ),
        (
            {"unit_price": "170.00", "allowances_charges": [{"kind": "charge", "amount": "30"}]},
            [],
        ),
        ({"parts": [line("1.1", "150.00", "19"), line("1.2", "50.00", "19")]}, []),
        ({"parts": [line("1.1", "150.00", "19")]}, ["BR-DEX-02"]),
        (
            {"parts": [line("1.1", "200.00", "19") | {"quantity": "3"}]},
            ["PEPPOL-EN16931-R120"],
        ),
    ],
)
def test_a_line_is_what_quantity_and_price_make_it(
    changes: dict[str, Any], codes: list[str]
) -> None:
    assert _codes(**_line(**changes)) == codes


def test_an_allowance_is_its_percentage() -> None:
    given = content()["allowances_charges"]
    right = [given[0] | {"base": "200.00", "percent": "10"}, given[1]]
    wrong = [given[0] | {"base": "200.00", "percent": "11"}, given[1]]
    assert _codes(allowances_charges=right) == []
    assert _codes(allowances_charges=wrong) == ["PEPPOL-EN16931-R040"]


def test_policy_sets_the_rounding_tolerance() -> None:
    invoice = submitted(**_line(unit_price="199.97"))
    assert [f.code for f in findings(invoice, today=TODAY, tolerance_minor_units=2)] == [
        "PEPPOL-EN16931-R120"
    ]
    assert findings(invoice, today=TODAY, tolerance_minor_units=3) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (_totals(payable="200.050"), "BR-DEC-18"),
        (_line(net="200.000"), "BR-DEC-23"),
        ({"taxes": [tax("190.000", "36.10", "19"), tax("50.00", "3.50", "7")]}, "BR-DEC-19"),
        ({"taxes": [tax("190.00", "36.100", "19"), tax("50.00", "3.50", "7")]}, "BR-DEC-20"),
        (_line(allowances_charges=[{"kind": "charge", "amount": "0.000"}]), "BR-DEC-27"),
        (
            _line(allowances_charges=[{"kind": "allowance", "amount": "0", "base": "1.000"}]),
            "BR-DEC-25",
        ),
        (
            _totals(tax_in_tax_currency="1.001") | {"tax_currency": "USD"},
            "BR-DEC-15",
        ),
        ({"tax_currency": "XXY"}, "BR-CL-05"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(changes: dict[str, Any], code: str) -> None:
    assert _codes(**changes) == [code]


def test_half_a_yen_does_not_exist_and_a_mil_of_a_dinar_does() -> None:
    yen = content(
        currency="JPY",
        lines=[line("1", "100.5", None, None)],
        allowances_charges=[],
        taxes=[],
        totals={"gross": "100.5", "payable": "100.5"},
    )
    assert set(_codes(**yen)) == {"TIE-MINOR-UNIT"}
    dinar = yen | {
        "currency": "KWD",
        "lines": [line("1", "1.005", None, None)],
        "totals": {"gross": "1.005", "payable": "1.005"},
    }
    assert _codes(**dinar) == []


def test_doubts_from_the_door_are_not_forgotten() -> None:
    doubt = Finding(code="TIE-IBAN", message="ends in 0000")
    invoice = submitted().sealed("DE01", seal, doubts=(doubt,))
    assert findings(invoice, today=TODAY) == (doubt,)


@given(nets=st.lists(st.integers(1, 10**9), min_size=1, max_size=20), off=st.integers(-500, 500))
def test_whatever_the_lines_only_the_right_total_passes(nets: list[int], off: int) -> None:
    gross = from_minor(sum(nets) + off, "EUR")
    invoice = SubmitInvoice.model_validate(
        content(
            lines=[line(str(n), from_minor(net, "EUR"), None, None) for n, net in enumerate(nets)],
            allowances_charges=[],
            taxes=[],
            totals={"gross": gross, "payable": gross},
        )
    )
    assert bool(findings(invoice, today=TODAY)) == (off != 0)

"""A vendor bill and a vendor credit, field by field."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.connectors.erp import Bill, BillLine, BillTax
from functions.connectors.netsuite.translate import check, period_name, posting, record_type
from functions.connectors.netsuite.wire import rendered
from functions.runtime.errors import Rejected
from tests.contract.erp_contract import a_bill


def wire(bill: Bill, period: str = "") -> dict[str, Any]:
    """The record as it travels, its numbers as the text that was written."""
    text = rendered(posting(bill, "4", period))
    found: dict[str, Any] = json.loads(text, parse_float=lambda digits: f"number {digits}")
    return found


def lines_of(bill: Bill) -> list[dict[str, Any]]:
    return list(wire(bill)["expense"]["items"])


def test_an_invoice_as_netsuite_takes_it() -> None:
    assert wire(a_bill()) == {
        "externalId": "RE20261143K7Q2ZD",
        "subsidiary": {"id": "1010"},
        "entity": {"id": "10300001"},
        "tranDate": "2026-11-12",
        "tranId": "RE-2026-1143",
        "currency": {"id": "4"},
        "memo": "inv_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "dueDate": "2026-12-12",
        "discountDate": "2026-11-26",
        "discountAmount": "number 2.38",
        "approvalStatus": {"id": "2"},
        "paymentHold": True,
        "expense": {
            "items": [
                {
                    "account": {"id": "0065100000"},
                    "amount": "number 110.00",
                    "taxCode": {"id": "V1"},
                    "tax1Amt": "number 20.90",
                    "memo": "Paper",
                },
                {
                    "account": {"id": "0065100000"},
                    "amount": "number -10.00",
                    "taxCode": {"id": "V1"},
                    "tax1Amt": "number -1.90",
                },
            ]
        },
    }


def test_a_credit_note_is_a_vendor_credit_with_positive_amounts_and_nothing_to_pay() -> None:
    memo = a_bill(kind="credit_note")

    assert record_type(memo) == "vendorCredit"
    assert record_type(a_bill()) == "vendorBill"
    assert lines_of(memo) == lines_of(a_bill())
    only_of_a_bill = {"dueDate", "discountDate", "discountAmount", "approvalStatus", "paymentHold"}
    assert set(wire(a_bill())) - set(wire(memo)) == only_of_a_bill


def test_a_bill_that_netsuite_is_to_pay_is_not_held() -> None:
    assert wire(a_bill(blocked=False))["paymentHold"] is False


@pytest.mark.parametrize(
    ("due", "discount", "percent", "terms"),
    [
        (None, None, None, {}),
        (date(2026, 11, 1), None, None, {"dueDate": "2026-11-01"}),
        (None, date(2026, 11, 20), None, {}),
        (
            None,
            date(2026, 11, 20),
            "2.250",
            {"discountDate": "2026-11-20", "discountAmount": "number 2.68"},
        ),
    ],
)
def test_terms_are_days_and_the_discount_an_amount(
    due: date | None, discount: date | None, percent: str | None, terms: dict[str, str]
) -> None:
    bill = a_bill(due_date=due, discount_date=discount, discount_percent=percent)

    said = wire(bill)
    named = ("dueDate", "discountDate", "discountAmount")
    assert {name: said[name] for name in named if name in said} == terms


@pytest.mark.parametrize(
    ("dated", "posted", "period"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), ""),
        (date(2026, 10, 31), date(2026, 11, 1), "Nov 2026"),
        (date(2025, 12, 31), date(2026, 1, 2), "Jan 2026"),
        (date(2025, 11, 12), date(2026, 11, 12), "Nov 2026"),
        (date(2026, 11, 12), date(2026, 12, 1), "Dec 2026"),
    ],
)
def test_a_period_is_named_when_it_is_not_that_of_the_bills_date(
    dated: date, posted: date, period: str
) -> None:
    assert period_name(a_bill(document_date=dated, posting_date=posted)) == period


def test_a_period_travels_as_a_reference() -> None:
    assert wire(a_bill(), "117")["postingPeriod"] == {"id": "117"}
    assert "postingPeriod" not in wire(a_bill())


LINE = BillLine(account="65100000", net="100.00", tax_code="V1")
TAX = BillTax(tax_code="V1", taxable="100.00", tax="19.00")
REFUND = BillTax(tax_code="V1", taxable="-100.00", tax="-19.00")


def line(net: str, code: str = "V1") -> BillLine:
    return BillLine(account="65100000", net=net, tax_code=code)


@pytest.mark.parametrize(
    ("nets", "tax", "shares"),
    [
        (["100.00"], "19.00", ["19.00"]),
        (["0.33", "0.33", "0.34"], "0.19", ["0.06", "0.07", "0.06"]),
        (["1.00", "1.00", "1.00"], "0.01", ["0.00", "0.01", "0.00"]),
        (["0.00", "0.00"], "0.01", ["0.01", "0.00"]),
        (["10.00", "-10.00"], "0.01", ["0.01", "0.00"]),
        (["-100.00"], "-19.00", ["-19.00"]),
    ],
)
def test_the_tax_of_a_code_is_divided_among_its_lines(
    nets: list[str], tax: str, shares: list[str]
) -> None:
    taxed = BillTax(tax_code="V1", taxable="1.00", tax=tax)
    bill = a_bill(lines=tuple(map(line, nets)), taxes=(taxed,))

    assert [each["tax1Amt"] for each in lines_of(bill)] == [f"number {s}" for s in shares]


@given(
    st.lists(st.tuples(st.integers(-9999, 9999), st.sampled_from(["A", "B"])), min_size=1),
    st.integers(-9999, 9999),
    st.integers(-9999, 9999),
)
def test_divided_tax_is_exactly_the_tax(nets: list[tuple[int, str]], one: int, two: int) -> None:
    def euro(cents: int) -> str:
        return format(Decimal(cents) / 100, ".2f") if cents else "0.00"

    taxes = tuple(
        BillTax(tax_code=code, taxable="0.00", tax=euro(cents))
        for code, cents in (("A", one), ("B", two))
    )
    bill = a_bill(lines=tuple(line(euro(net), code) for net, code in nets), taxes=taxes)

    for code, cents in (("A", one), ("B", two)):
        shares = [each["tax1Amt"] for each in lines_of(bill) if each["taxCode"]["id"] == code]
        given_away = sum(Decimal(share.removeprefix("number ")) for share in shares)
        assert not shares or given_away == Decimal(cents) / 100


def test_lines_that_almost_cancel_each_other_are_divided_too() -> None:
    nets = ("999999999999.99",) * 99 + ("-999999999999.99",) * 98 + ("-999999999999.98",)
    taxed = BillTax(tax_code="V1", taxable="0.01", tax="999999999999.99")
    bill = a_bill(gross="1000000000000.00", lines=tuple(map(line, nets)), taxes=(taxed,))

    assert len(lines_of(bill)) == 198


def test_two_taxes_under_one_code_are_one_tax_of_its_lines() -> None:
    half = BillTax(tax_code="V1", taxable="50.00", tax="9.50")
    bill = a_bill(lines=(LINE,), taxes=(half, half))

    check(bill)
    assert lines_of(bill)[0]["tax1Amt"] == "number 19.00"


def test_yen_have_no_decimals_not_even_in_a_share_of_tax() -> None:
    bill = a_bill(
        currency="JPY",
        gross="111",
        lines=(line("50"), line("51")),
        taxes=(BillTax(tax_code="V1", taxable="101", tax="10"),),
    )

    check(bill)
    assert [json.dumps(each["tax1Amt"]) for each in lines_of(bill)] == ["5", "5"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"number": "N" * 46}, "tranId has at most 45 characters"),
        ({"gross": "119.01"}, "its total is that of lines and taxes"),
        ({"taxes": ()}, "its total is that of lines and taxes"),
        (
            {"taxes": (TAX.model_copy(update={"tax_code": "V2"}),)},
            "a tax stands on a line of its code",
        ),
        (
            {"gross": "-119.00", "lines": (line("-100.00"),), "taxes": (REFUND,)},
            "its total is not negative",
        ),
        ({"currency": "KWD"}, "its currencies have at most 2 decimals"),
        ({"currency": "XXX"}, "its currencies have at most 2 decimals"),
        (
            {"gross": "119.001", "lines": (line("100.001"),)},
            "its amounts have at most 12 digits and the decimals of their currency",
        ),
        (
            {"currency": "JPY", "gross": "119.50", "lines": (line("100.50"),)},
            "its amounts have at most 12 digits and the decimals of their currency",
        ),
        (
            {"gross": "1000000000000.00", "lines": (line("999999999981.00"),)},
            "its amounts have at most 12 digits and the decimals of their currency",
        ),
    ],
)
def test_what_netsuites_fields_cannot_hold_is_refused_and_named(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Rejected) as refused:
        check(a_bill(**changes))

    assert refused.value.code == "unfit"
    assert refused.value.detail == f"NetSuite cannot hold this bill: {reason}"


def test_the_largest_amounts_and_numbers_that_fit_pass() -> None:
    bill = a_bill(number="N" * 45, gross="999999999999.99", lines=(line("999999999980.99"),))

    check(bill)
    assert wire(bill)["tranId"] == "N" * 45


def test_a_tax_of_nothing_needs_no_line() -> None:
    check(a_bill(taxes=(TAX, BillTax(tax_code="V0", taxable="0.00", tax="0.00"))))


def test_text_travels_as_json_text() -> None:
    told = BillLine(account="65100000", net="100.00", tax_code="V1", text='5" paper \\ „A4“')

    assert lines_of(a_bill(lines=(told,)))[0]["memo"] == '5" paper \\ „A4“'

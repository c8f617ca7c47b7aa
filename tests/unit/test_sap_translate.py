"""The deep create of A_SupplierInvoice, field by field."""

import json
from datetime import date
from typing import Any

import pytest

from functions.connectors.erp import Bill, BillLine, BillTax
from functions.connectors.sap.odata import day_of, literal, wire_date
from functions.connectors.sap.translate import posting
from functions.runtime.errors import Rejected
from tests.contract.erp_contract import a_bill


def items(bill: Bill) -> list[dict[str, str]]:
    found: Any = posting(bill)["to_SupplierInvoiceItemGLAcct"]
    return list(found["results"])


def test_an_invoice_as_sap_takes_it() -> None:
    assert posting(a_bill()) == {
        "CompanyCode": "1010",
        "DocumentDate": "/Date(1794441600000)/",
        "PostingDate": "/Date(1795132800000)/",
        "SupplierInvoiceIDByInvcgParty": "RE20261143K7Q2ZD",
        "InvoicingParty": "10300001",
        "DocumentCurrency": "EUR",
        "InvoiceGrossAmount": "119.00",
        "DocumentHeaderText": "RE-2026-1143",
        "SupplierPostingLineItemText": "inv_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "PaymentBlockingReason": "A",
        "SupplierInvoiceStatus": "5",
        "SupplierInvoiceIsCreditMemo": "",
        "TaxIsCalculatedAutomatically": False,
        "DueCalculationBaseDate": "/Date(1794441600000)/",
        "NetPaymentDays": "30",
        "CashDiscount1Days": "14",
        "CashDiscount1Percent": "2.000",
        "to_SupplierInvoiceItemGLAcct": {
            "results": [
                {
                    "SupplierInvoiceItem": "0001",
                    "CompanyCode": "1010",
                    "GLAccount": "0065100000",
                    "DocumentCurrency": "EUR",
                    "SupplierInvoiceItemAmount": "110.00",
                    "TaxCode": "V1",
                    "DebitCreditCode": "S",
                    "SupplierInvoiceItemText": "Paper",
                },
                {
                    "SupplierInvoiceItem": "0002",
                    "CompanyCode": "1010",
                    "GLAccount": "0065100000",
                    "DocumentCurrency": "EUR",
                    "SupplierInvoiceItemAmount": "10.00",
                    "TaxCode": "V1",
                    "DebitCreditCode": "H",
                },
            ]
        },
        "to_SupplierInvoiceTax": {
            "results": [
                {
                    "TaxCode": "V1",
                    "DocumentCurrency": "EUR",
                    "TaxAmount": "19.00",
                    "TaxBaseAmountInTransCrcy": "100.00",
                }
            ]
        },
    }


def test_no_number_of_it_travels_as_a_json_number() -> None:
    def refuse(text: str) -> None:
        pytest.fail(f"{text} travels as a number")

    json.loads(json.dumps(posting(a_bill())), parse_float=refuse, parse_int=refuse)


def test_a_credit_note_keeps_its_amounts_and_changes_sides() -> None:
    memo = a_bill(kind="credit_note")

    assert posting(memo)["SupplierInvoiceIsCreditMemo"] == "X"
    assert posting(memo)["InvoiceGrossAmount"] == "119.00"
    assert [item["DebitCreditCode"] for item in items(memo)] == ["H", "S"]
    assert [item["SupplierInvoiceItemAmount"] for item in items(memo)] == ["110.00", "10.00"]


def test_a_tax_without_its_base_is_posted_without_it() -> None:
    wire: Any = posting(a_bill(taxes=(BillTax(tax_code="V1", tax="19.00"),)))
    [tax] = wire["to_SupplierInvoiceTax"]["results"]
    assert tax == {"TaxCode": "V1", "DocumentCurrency": "EUR", "TaxAmount": "19.00"}


def test_a_bill_that_sap_is_to_pay_is_not_blocked() -> None:
    assert posting(a_bill(blocked=False))["PaymentBlockingReason"] == ""


def test_texts_are_cut_to_the_length_of_their_fields() -> None:
    line = BillLine(account="65100000", net="100.00", tax_code="V1", text="t" * 60)
    bill = a_bill(number="N" * 40, document="d" * 64, lines=(line,))

    assert posting(bill)["DocumentHeaderText"] == "N" * 25
    assert posting(bill)["SupplierPostingLineItemText"] == "d" * 50
    assert items(bill)[0]["SupplierInvoiceItemText"] == "t" * 50


@pytest.mark.parametrize(
    ("due", "discount", "terms"),
    [
        (None, None, {}),
        (date(2026, 11, 12), None, {"base": date(2026, 11, 12), "net": "0"}),
        (date(2026, 11, 10), None, {"base": date(2026, 11, 10), "net": "0"}),
        (date(2029, 8, 7), None, {"base": date(2026, 11, 12), "net": "999"}),
        (None, date(2026, 11, 22), {"base": date(2026, 11, 12), "days": "10", "percent": "2.000"}),
    ],
)
def test_terms_are_days_from_a_baseline(
    due: date | None, discount: date | None, terms: dict[str, Any]
) -> None:
    wire = posting(a_bill(due_date=due, discount_date=discount))

    base = terms.get("base")
    assert wire.get("DueCalculationBaseDate") == (base and wire_date(base))
    assert wire.get("NetPaymentDays") == terms.get("net")
    assert wire.get("CashDiscount1Days") == terms.get("days")
    assert wire.get("CashDiscount1Percent") == terms.get("percent")


LINE = BillLine(account="65100000", net="100.00", tax_code="V1")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"company": "10100"}, "CompanyCode has at most 4 characters"),
        ({"supplier": "10300001000"}, "InvoicingParty has at most 10 characters"),
        (
            {"lines": (LINE.model_copy(update={"account": "65100000000"}),)},
            "GLAccount has at most 10 characters",
        ),
        (
            {"lines": (LINE.model_copy(update={"tax_code": "V19"}),)},
            "TaxCode has at most 2 characters",
        ),
        (
            {"taxes": (BillTax(tax_code="V19", taxable="100.00", tax="19.00"),)},
            "TaxCode has at most 2 characters",
        ),
        ({"gross": "-119.00"}, "its amounts are positive"),
        (
            {"taxes": (BillTax(tax_code="V1", taxable="-100.00", tax="-19.00"),)},
            "its amounts are positive",
        ),
        ({"gross": "100000000000.00"}, "its amounts have at most 11 digits and 3 decimals"),
        (
            {"lines": (LINE.model_copy(update={"net": "0.0001"}),)},
            "its amounts have at most 11 digits and 3 decimals",
        ),
        ({"lines": (LINE,) * 10_000}, "too many lines: it has at most 9999"),
        ({"due_date": date(2029, 8, 8)}, "its terms are at most 999 days"),
    ],
)
def test_what_saps_fields_cannot_hold_is_refused_and_named(
    changes: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Rejected) as refused:
        posting(a_bill(**changes))

    assert refused.value.code == "unfit"
    assert refused.value.detail == f"SAP cannot hold this bill: {reason}"


def test_the_largest_amounts_that_fit_pass() -> None:
    bill = a_bill(gross="99999999999.999", lines=(LINE.model_copy(update={"net": "0.001"}),))

    assert posting(bill)["InvoiceGrossAmount"] == "99999999999.999"


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(1970, 1, 1), date(2024, 2, 29)])
def test_a_day_survives_the_journey(day: date) -> None:
    assert day_of(wire_date(day)) == day


@pytest.mark.parametrize(
    ("wire", "day"),
    [
        ("/Date(1794441600000+0000)/", date(2026, 11, 12)),
        ("2026-11-12", None),
        ("/Date(999999999999999)/", None),
        (None, None),
    ],
)
def test_what_is_not_a_day_is_none(wire: object, day: date | None) -> None:
    assert day_of(wire) == day


def test_quotes_in_a_literal_are_doubled() -> None:
    assert literal("O'Neil' or 1 eq 1") == "'O''Neil'' or 1 eq 1'"

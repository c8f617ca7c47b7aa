"""What both ERPs list, read strictly: what cannot be read is not "none"."""

import json
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest

from functions.connectors.netsuite import listing as netsuite
from functions.connectors.netsuite.client import NetSuite
from functions.connectors.sap import listing as sap
from functions.runtime.errors import Rejected, Unavailable
from tests.contract.erp_contract import Clock
from tests.unit.netsuite_bench import Scripted, reply

DAY = date(2026, 11, 20)
INVOICE = {
    "SupplierInvoice": "5105600001",
    "FiscalYear": "2026",
    "PostingDate": "/Date(1795132800000)/",
    "SupplierInvoiceIDByInvcgParty": "RE20261143K7Q2ZD",
    "InvoicingParty": "0010300001",
    "DocumentCurrency": "EUR",
    "InvoiceGrossAmount": "119.000",
    "SupplierInvoiceIsCreditMemo": "",
    "SupplierInvoiceStatus": "5",
    "ReverseDocument": "",
    "PaymentBlockingReason": "A",
    "SupplierPostingLineItemText": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
}
ROW = {
    "id": "9001",
    "type": "VendBill",
    "externalid": "RE20261143K7Q2ZD",
    "memo": "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "entity": "501",
    "trandate": "2026-11-20",
    "currency": "EUR",
    "total": "119.0",
    "status": "VendBill:A",
    "paymenthold": "T",
}


def test_both_say_the_same_of_the_same() -> None:
    one, other = sap.entry(INVOICE), netsuite.entry(ROW)
    assert one[:1] + one[2:4] + one[5:] == other[:1] + other[2:4] + other[5:]
    assert (one.party, one.number) == ("10300001", "5105600001/2026")
    assert (other.party, other.number) == ("501", "vendorBill/9001")


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"PaymentBlockingReason": ""}, "payable"),
        ({"ReverseDocument": "5105600002"}, "reversed"),
        ({"SupplierInvoiceStatus": "A"}, "not posted"),
        ({"PaymentBlockingReason": "R"}, "blocked"),
    ],
)
def test_how_it_stands_in_sap(changes: dict[str, str], standing: str) -> None:
    assert sap.entry(INVOICE | changes).standing == standing


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"paymenthold": "F"}, "payable"),
        ({"status": "B"}, "paid"),
        ({"status": "F", "paymenthold": "F"}, "paid"),
        ({"status": "VendBill:C"}, "reversed"),
        ({"status": "VendBill:D"}, "not posted"),
        ({"type": "VendCred", "status": "VendCred:A", "paymenthold": "F"}, "payable"),
        ({"type": "VendCred", "status": "VendCred:B"}, "payable"),
    ],
)
def test_how_it_stands_in_netsuite(changes: dict[str, str], standing: str) -> None:
    assert netsuite.entry(ROW | changes).standing == standing


@pytest.mark.parametrize(
    "field", [name for name in INVOICE if name != "SupplierPostingLineItemText"]
)
def test_a_sap_invoice_without_a_field_is_not_taken_for_none(field: str) -> None:
    whole = {name: value for name, value in INVOICE.items() if name != field}
    if field in ("SupplierInvoice", "FiscalYear"):
        assert sap.entry(whole).number == ""
        return
    with pytest.raises(Unavailable):
        sap.entry(whole)


@pytest.mark.parametrize("field", [name for name in ROW if name not in ("memo", "paymenthold")])
def test_a_netsuite_row_without_a_field_is_not_taken_for_none(field: str) -> None:
    with pytest.raises(Unavailable):
        netsuite.entry({name: value for name, value in ROW.items() if name != field})


@pytest.mark.parametrize("value", ["", "a lot", "NaN", "Infinity", "1e400"])
def test_an_amount_that_is_none(value: str) -> None:
    with pytest.raises(Unavailable):
        sap.entry(INVOICE | {"InvoiceGrossAmount": value})
    with pytest.raises(Unavailable):
        netsuite.entry(ROW | {"total": value})


@pytest.mark.parametrize("company", ["1 OR 1=1", "", "1;", "²", "-1"])
def test_what_is_no_internal_id_is_never_asked(company: str) -> None:
    with pytest.raises(Rejected):
        netsuite.query(company, DAY, "")
    with pytest.raises(Rejected):
        netsuite.query("1", DAY, company or "x")


def test_a_company_code_is_quoted() -> None:
    assert "CompanyCode eq '10''1' and PostingDate eq" in unquote(sap.query("10'1", DAY))


def test_netsuites_question_is_cut_by_id_and_by_a_day_without_a_time() -> None:
    asked = json.loads(netsuite.query("2", DAY, "9001"))["q"]
    assert "t.trandate = TO_DATE('2026-11-20', 'YYYY-MM-DD') AND t.id > 9001 ORDER BY t.id" in asked


@pytest.mark.parametrize(
    "body", [b"", {"items": []}, {"hasMore": False}, {"items": {}, "hasMore": False}]
)
def test_an_answer_that_is_no_list_is_not_taken_for_an_empty_one(body: Any) -> None:
    remote = Scripted(post=reply(200, body))
    with pytest.raises(Unavailable):
        NetSuite(remote, Clock()(), pause=lambda _: None).listed("2", DAY, "")


def test_a_refused_question_is_unavailable() -> None:
    remote = Scripted(post=reply(400, {"o:errorDetails": []}))
    with pytest.raises(Unavailable):
        NetSuite(remote, Clock()(), pause=lambda _: None).listed("2", DAY, "")

"""What each answer of SAP comes to, and when a bill that SAP holds is ours."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from functions.connectors.calls import wait_seconds
from functions.connectors.sap.agreement import agreement, page_of
from functions.connectors.sap.answers import posted
from functions.connectors.sap.odata import wire_date
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import Reply
from tests.contract.erp_contract import a_bill

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def reply(status: int, body: object = None, **headers: str) -> Reply:
    return Reply(status, {k.replace("_", "-"): v for k, v in headers.items()}, _bytes(body))


def _bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def entity(**changes: Any) -> dict[str, Any]:
    """A posted invoice as SAP shows it: amounts with three decimals, a deferred navigation."""
    return {
        "__metadata": {"type": "API_SUPPLIERINVOICE_PROCESS_SRV.A_SupplierInvoiceType"},
        "SupplierInvoice": "5105600101",
        "FiscalYear": "2026",
        "CompanyCode": "1010",
        "DocumentDate": wire_date(date(2026, 11, 12)),
        "SupplierInvoiceIDByInvcgParty": "RE20261143K7Q2ZD",
        "InvoicingParty": "10300001",
        "DocumentCurrency": "EUR",
        "InvoiceGrossAmount": "119.000",
        "SupplierInvoiceIsCreditMemo": "",
        "SupplierInvoiceStatus": "5",
        "ReverseDocument": "",
        **changes,
    }


def sap_error(code: str, message: str = "No", *details: tuple[str, str]) -> dict[str, Any]:
    listed = [{"code": each, "message": "m", "severity": how} for each, how in details]
    return {
        "error": {
            "code": code,
            "message": {"lang": "en", "value": message},
            "innererror": {"transactionid": "4FDF37481123", "errordetails": listed},
        }
    }


def test_created_is_a_receipt_with_number_and_year() -> None:
    body = {"d": entity()}

    assert posted(reply(201, body), NOW) == Receipt("5105600101/2026", json.dumps(body))


def test_what_is_kept_of_an_answer_has_a_limit() -> None:
    assert len(posted(reply(201, {"d": entity(Text="x" * 50_000)}), NOW).raw) == 16_000


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(201, {"d": {}}), UnknownOutcome),
        (reply(201, b"<html>"), UnknownOutcome),
        (reply(201, b"\xff"), UnknownOutcome),
        (reply(201, {"d": entity(SupplierInvoice="")}), UnknownOutcome),
        (reply(201, {"d": entity(FiscalYear=None)}), UnknownOutcome),
        (reply(201, {"d": entity(SupplierInvoiceStatus="A")}), UnknownOutcome),
        (reply(200, {"d": entity()}), UnknownOutcome),
        (reply(202), UnknownOutcome),
        (reply(204), UnknownOutcome),
        (reply(302), UnknownOutcome),
        (reply(409, sap_error("X/1")), UnknownOutcome),
        (reply(500, sap_error("X/1")), UnknownOutcome),
        (reply(502), UnknownOutcome),
        (reply(503, None, retry_after="5"), UnknownOutcome),
        (reply(504), UnknownOutcome),
        (reply(400, b"<html>Bad Request</html>"), UnknownOutcome),
        (reply(400, {"error": {"code": ""}}), UnknownOutcome),
        (reply(400, {"error": "bad"}), UnknownOutcome),
        (reply(400, sap_error("M8/108")), UnknownOutcome),
        (reply(400, sap_error("M8/462")), UnknownOutcome),
        (reply(400, sap_error("F5/117")), UnknownOutcome),
        (reply(400, sap_error("M8/000", "No", ("M8/108", "error"))), UnknownOutcome),
        (reply(400, sap_error("M8/534", "No", ("M8/108", "warning"))), Rejected),
        (reply(400, sap_error("M8/534")), Rejected),
        (reply(401), Unavailable),
        (reply(403), Unavailable),
        (reply(404), Unavailable),
        (reply(413), Unavailable),
        (reply(429), Unavailable),
    ],
)
def test_every_other_answer_is_an_error_and_never_a_guess(
    answer: Reply, kind: type[TieoutError]
) -> None:
    with pytest.raises(TieoutError) as raised:
        posted(answer, NOW)

    assert type(raised.value) is kind


def test_a_refusal_keeps_saps_code_words_and_body() -> None:
    body = sap_error("M8/534", "Balance not zero: 1,00 debits: 120,00 credits: 119,00")
    with pytest.raises(Rejected) as refused:
        posted(reply(400, body), NOW)

    assert refused.value.code == "M8/534"
    assert refused.value.detail.startswith("M8/534: Balance not zero")
    assert refused.value.raw == json.dumps(body)


@pytest.mark.parametrize(
    ("hint", "seconds"),
    [
        ("", 0),
        ("30", 30),
        ("999999", 3600),
        ("soon", 0),
        ("-5", 0),
        ("Fri, 20 Nov 2026 09:02:00 GMT", 120),
        ("Fri, 20 Nov 2026 09:02:00 -0000", 120),
        ("Fri, 20 Nov 2026 08:00:00 GMT", 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(hint: str, seconds: int) -> None:
    limited = reply(429, None, retry_after=hint)

    assert wait_seconds(limited, NOW) == seconds
    with pytest.raises(Unavailable) as turned_away:
        posted(limited, NOW)
    assert turned_away.value.wait_seconds == seconds


def test_one_entry_that_agrees_is_the_bill() -> None:
    found = agreement(a_bill(), [entity()])

    assert isinstance(found, Receipt)
    assert found.number == "5105600101/2026"
    assert json.loads(found.raw) == [entity()]


@pytest.mark.parametrize("party", ["0010300001", "10300001"])
def test_zeros_in_front_of_a_supplier_number_do_not_count(party: str) -> None:
    assert isinstance(agreement(a_bill(), [entity(InvoicingParty=party)]), Receipt)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("SupplierInvoiceIDByInvcgParty", "RE20261143AAAAAA"),
        ("CompanyCode", "1710"),
        ("InvoicingParty", "10300002"),
        ("InvoicingParty", None),
        ("DocumentDate", wire_date(date(2026, 11, 13))),
        ("DocumentDate", "2026-11-12"),
        ("DocumentCurrency", "USD"),
        ("InvoiceGrossAmount", "119.010"),
        ("InvoiceGrossAmount", "much"),
        ("InvoiceGrossAmount", None),
        ("SupplierInvoiceIsCreditMemo", "X"),
        ("SupplierInvoiceStatus", "A"),
        ("ReverseDocument", "5105600102"),
        ("ReverseDocument", None),
        ("SupplierInvoice", ""),
    ],
)
def test_a_field_that_differs_is_a_refusal_that_names_it(field: str, value: object) -> None:
    found = agreement(a_bill(), [entity(**{field: value})])

    assert isinstance(found, Refusal)
    assert (found.code, found.reason) == ("differs", f"SAP holds another {field}")
    assert found.raw


def test_two_entries_are_a_refusal_even_if_both_agree() -> None:
    found = agreement(a_bill(), [entity(), entity(SupplierInvoice="5105600102")])

    assert isinstance(found, Refusal)
    assert found.reason == "SAP holds 2 entries under our reference"


def test_no_entry_is_not_there() -> None:
    assert agreement(a_bill(), []) is None


@pytest.mark.parametrize(
    "body", [None, [], {"d": []}, {"d": {}}, {"d": {"results": {}}}, b"<html>", {"d": entity()}]
)
def test_a_list_that_cannot_be_read_is_not_an_empty_list(body: object) -> None:
    with pytest.raises(Unavailable):
        page_of(reply(200, body))


def test_of_the_next_page_only_the_query_counts() -> None:
    following = "https://elsewhere.example/A?$filter=x&$skiptoken=2"
    page = page_of(reply(200, {"d": {"results": [entity(), 7], "__next": following}}))

    assert page.entries == [entity(), {}]
    assert page.after == "$filter=x&$skiptoken=2"

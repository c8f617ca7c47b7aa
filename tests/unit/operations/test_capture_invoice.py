"""A scan becomes an invoice only where every value of it was read surely."""

from typing import Any

import pytest

from tests.company import ANN, IBAN, policy
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.operations.captures import (
    cases,
    everywhere,
    findings,
    flat,
    held,
    in_the_clear,
    scan,
    send,
)

ATTACHED = {"key": "attached/portal/scan-1.pdf", "version_id": "v1", "sha256": "0" * 64}


def test_read_surely_it_is_received_and_posted_like_any_other(house: House) -> None:
    status, said = send(house, scan())
    assert (status, said["state"]) == (201, "received")
    house.settle()
    assert house.states() == {said["id"]: "posted"}
    assert cases(house) == {}


def test_it_is_the_same_invoice_as_by_the_other_door(house: House) -> None:
    whole = scan(entity=None)
    _, first = send(house, whole)
    status, again = send(house, {**whole, "capture": "scan-2"}, key="k2")
    assert (status, again["id"], again["duplicate"]) == (200, first["id"], True)


@pytest.mark.parametrize(
    ("more", "code", "where"),
    [
        ({"confidence": {"totals.gross": "0.89"}}, "UNSURE", "totals.gross"),
        ({"read": {"issue_date": "01.03.2026"}}, "UNREADABLE", "issue_date"),
        ({"without": ("totals.gross",)}, "MISSING", "totals.gross"),
        ({"without": ("totals",)}, "MISSING", "totals.gross"),
        ({"without": ("supplier",)}, "MISSING", "supplier"),
        ({"without": ("lines",)}, "MISSING", "lines"),
        ({"without": ("lines.0.net",)}, "MISSING", "lines.0.net"),
        ({"read": {"payment_means.0.account": IBAN}}, "UNSURE", "payment_means.0.account"),
        (
            {"read": {"supplier.identifiers.0.scheme": "VAT"}},
            "MISSING",
            "supplier.identifiers.0.value",
        ),
        ({"read": {"number": f"DE89 {IBAN[4:]}"}}, "ACCOUNT", "number"),
        ({"read": {"type_code": IBAN}}, "UNREADABLE", "type_code"),
        ({"read": {"terms.net_days": "thirty"}}, "UNREADABLE", "terms.net_days"),
        ({"read": {"test": "maybe"}}, "UNREADABLE", "test"),
    ],
)
def test_what_is_in_doubt_waits_for_a_person(
    house: House, more: dict[str, Any], code: str, where: str
) -> None:
    status, said = send(house, scan(**more))
    assert (status, said["state"]) == (201, "in_review")
    assert where in said["in_doubt"]
    [case] = cases(house)
    body = house.call("GET", f"/v1/documents/{case}", claims=ANN)[1]["content"]
    assert (f"TIE-CAPTURE-{code}", where) in findings(body)
    assert (body["owner"], body["category"], body["about"]) == (
        "accounts-payable",
        "R-EXC-03",
        said["id"],
    )
    house.settle()
    assert house.states() == {}
    assert not house.sap.books.invoices


def test_the_event_names_the_fields_and_never_what_was_read(house: House) -> None:
    document = held(house)
    [told] = envelopes(house, document)
    assert told["type"] == "InvoiceHeldForReview.v1"
    assert told["data"]["in_doubt"] == ["totals.gross"]
    assert "288.00" not in str(told)
    assert "capture" in told["policies"]


def test_policy_says_how_surely_and_by_field(house: House) -> None:
    content = {"threshold": "0.50", "thresholds": {"lines.net": "0.999"}}
    policy(house, "capture", content, entity="DE01")
    sure = dict.fromkeys([path for path, _ in flat({"totals": {"gross": 1}})], "0.51")
    assert send(house, scan(sure))[1]["in_doubt"] == ["lines.0.net"]


def test_an_account_is_trusted_only_where_policy_says_so(house: House) -> None:
    policy(house, "capture", {"always_in_doubt": []}, entity="DE01")
    assert send(house, scan(read={"payment_means.0.account": IBAN}))[1]["state"] == "received"
    assert not in_the_clear(house)


@pytest.mark.parametrize(
    "field",
    ["payment_means.0.account", "notes.0", "supplier.contact.name", "supplier.tax_ids.0.value"],
)
def test_an_account_number_is_sealed_wherever_it_was_read(house: House, field: str) -> None:
    read = {field: f"{IBAN[:4]} {IBAN[4:]}", "payment_means.0.code": "58"}
    status, said = send(house, scan({"number": "0.1"}, read=read))
    assert (status, said["state"]) == (201, "in_review")
    house.settle()
    shown = house.call("GET", f"/v1/invoices/{said['id']}", claims=ANN)[1]
    assert not in_the_clear(house)
    assert IBAN[4:] not in str(shown)
    assert "3000" in str(shown)


def test_the_same_capture_is_the_same_document(house: House) -> None:
    document = held(house)
    status, said = send(house, scan({"totals.gross": "0.41"}, read={"totals.gross": "288.00"}))
    assert (status, said["id"], said["duplicate"]) == (200, document, True)
    assert said["in_doubt"] == ["totals.gross"]


def test_the_order_in_which_fields_were_read_is_no_matter(house: House) -> None:
    body = scan({"number": "0.1"})
    first = send(house, body)[1]
    turned = {**body, "fields": body["fields"][::-1]}
    assert send(house, turned, key="k2") == (200, {**first, "duplicate": True})


@pytest.mark.parametrize(
    "other",
    [
        {"capture": "scan-2"},
        {"confidence": {"totals.gross": "0.42"}},
        {"read": {"totals.gross": "289.00"}},
        {"entity": None},
    ],
)
def test_whatever_differs_is_another_document(house: House, other: dict[str, Any]) -> None:
    assert held(house) != held(house, **other)


def test_one_key_for_two_payloads_is_refused(house: House) -> None:
    assert send(house, scan(), key="k")[0] == 201
    assert send(house, scan(read={"payment_means.0.account": IBAN}), key="k")[0] == 422


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"field": "lines.0.nett"}, "value_error"),
        ({"field": "lines"}, "value_error"),
        ({"field": "entity"}, "value_error"),
        ({"field": "supplier_id"}, "value_error"),
        ({"field": "lines.0"}, "value_error"),
        ({"field": "Number"}, "string_pattern_mismatch"),
        ({"confidence": "1.01"}, "string_pattern_mismatch"),
        ({"confidence": "-0.1"}, "string_pattern_mismatch"),
        ({"confidence": 0.9}, "string_type"),
        ({"value": ""}, "too_short"),
        ({"value": "x" * 4001}, "too_long"),
        ({"value": "a\x00b"}, "value_error"),
        ({"field": "buyer_reference", "value": "half \ud83d"}, "value_error"),
    ],
)
def test_what_breaks_the_contract_is_refused(
    house: House, field: dict[str, Any], code: str
) -> None:
    body = scan()
    body["fields"][1] |= field
    status, said = send(house, body)
    assert status == 400
    assert code in {one["code"] for one in said["findings"]}
    assert house.items("event#", "inv_") == []


def test_a_field_that_is_read_twice_is_refused(house: House) -> None:
    body = scan()
    body["fields"].append(body["fields"][0])
    status, said = send(house, body)
    assert (status, "kind" in said["findings"][0]["message"]) == (400, True)


def test_a_place_left_out_is_refused(house: House) -> None:
    status, said = send(house, scan(read={"lines.2.net": "1.00"}))
    assert (status, findings(said)) == (400, {("TIE-CAPTURE-PLACE", "lines")})


def test_a_scan_lies_under_its_own_clients_prefix(house: House) -> None:
    assert send(house, {**scan(), "scan": ATTACHED})[0] == 201
    foreign = {**ATTACHED, "key": "attached/other/scan-1.pdf"}
    status, said = send(house, {**scan(), "scan": foreign}, key="k2")
    assert (status, findings(said)) == (400, {("TIE-CAPTURE-SCAN", "scan.key")})


def test_an_account_number_is_no_reference(house: House) -> None:
    status, said = send(house, scan(capture=IBAN))
    assert (status, findings(said)) == (400, {("TIE-ACCOUNT", "capture")})
    assert IBAN not in str(said)


def test_without_an_entity_the_buyer_says_whose_it_is(house: House) -> None:
    assert house.head(held(house, entity=None))["entity"] == "DE01"


def test_a_doubtful_buyer_is_nobody_whom_a_narrow_client_could_scan_for(house: House) -> None:
    unsure = {"buyer.tax_ids.0.value": "0.2"}
    status, said = send(house, scan(unsure, entity=None))
    assert (status, findings(said)) == (400, {("TIE-ENTITY", "buyer")})


def test_a_doubtful_buyer_is_held_for_everybody() -> None:
    house = everywhere()
    _, said = send(house, scan({"buyer.tax_ids.0.value": "0.2"}, entity=None))
    assert said["state"] == "in_review"
    assert house.head(said["id"])["entity"] == "*"
    assert set(said["in_doubt"]) == {"buyer.tax_ids.0.value", "buyer"}


def test_a_foreign_entity_is_denied(house: House) -> None:
    assert send(house, scan(entity="FR01"))[0] == 403
    assert send(house, scan({"number": "0.1"}, entity="FR01"), key="k2")[0] == 403


def test_the_policy_of_the_entity_counts_though_the_engine_does_not_name_it(house: House) -> None:
    policy(house, "capture", {"threshold": "0.50"})
    policy(house, "capture", {"threshold": "0.99"}, entity="DE01")
    for entity in ("DE01", None):
        said = scan({"totals.gross": "0.80"}, capture=f"scan of {entity}"[-4:], entity=entity)
        status, body = send(house, said, key=str(entity))
        assert (status, body["state"], body["in_doubt"]) == (201, "in_review", ["totals.gross"])
        [told] = envelopes(house, body["id"])
        assert not told["policies"]["capture"].startswith("shipped:")


def test_an_entity_that_its_own_policy_finds_unsure_is_not_clear(house: House) -> None:
    policy(house, "capture", {"threshold": "0.50"})
    policy(house, "capture", {"threshold": "0.99"}, entity="DE01")
    vat = "buyer.tax_ids.0.value"
    status, body = send(house, scan({vat: "0.80"}, entity=None))
    assert (status, body["detail"]) == (400, "the receiving legal entity is not clear")

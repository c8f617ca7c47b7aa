"""A person settles what is in doubt: explicitly, all of it, and under their name."""

from typing import Any

import pytest

from tests.company import ANN, BOB, IBAN, PORTAL, policy
from tests.house import House
from tests.unit.kernel.worlds import CLIENTS, PEOPLE, change, envelopes
from tests.unit.operations.captures import (
    LATER,
    cases,
    everywhere,
    findings,
    held,
    in_the_clear,
    review,
    scan,
    send,
)

RIGHT = {"totals.gross": "238.00"}
EVE = {"sub": "eve-1", "username": "eve", "client_id": "web"}


@pytest.fixture
def house(house: House) -> House:
    policy(house, "capture", LATER)
    return house


def test_confirmed_it_is_posted_and_the_case_closes(house: House) -> None:
    document = held(house)
    house.settle()
    assert list(cases(house).values()) == ["accounts-payable"]
    status, said = review(house, document, RIGHT)
    assert (status, said["state"], said["id"]) == (200, "received", document)
    house.settle()
    assert house.states() == {document: "posted"}
    assert cases(house) == {}
    [bill] = house.sap.books.invoices
    assert "238.00" in str(bill)
    assert "288.00" not in str(bill)


def test_the_story_is_one_chain_and_names_the_person(house: House) -> None:
    document = held(house)
    review(house, document, {**RIGHT, "number": "R-2026-0001", "buyer_reference": "PO 7"})
    house.settle()
    story = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]
    types = [hop["type"] for hop in story["hops"]][:3]
    assert story["intact"]
    assert types == ["InvoiceHeldForReview.v1", "InvoiceReviewed.v1", "InvoiceValidated.v1"]
    reviewed = story["hops"][1]
    assert (reviewed["actor"]["id"], reviewed["data"]["corrected"]) == ("ann", 2)
    kept = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]["captured"]
    assert (kept["capture"], kept["reviewed_by"], kept["least_confidence"]) == (
        "scan-1",
        "ann",
        "0.99",
    )
    assert kept["settled"] == [
        {"field": "totals.gross", "confidence": "0.41", "corrected": True},
        {"field": "number", "confidence": "0.99", "corrected": False},
        {"field": "buyer_reference", "corrected": True},
    ]


def test_every_field_in_doubt_must_be_settled(house: House) -> None:
    unsure = {"totals.gross": "0.1", "number": "0.1", "lines.0.article.name": "0.1"}
    document = held(house, confidence=unsure)
    status, said = review(house, document, {"number": "R-2026-0001"})
    assert status == 400
    assert findings(said) == {
        ("TIE-REVIEW-OPEN", "totals.gross"),
        ("TIE-REVIEW-OPEN", "lines.0.article.name"),
    }
    assert house.head(document)["version"] == 1
    whole = {**RIGHT, "number": "R-2026-0001", "lines.0.article.name": None}
    assert review(house, document, whole)[0] == 200
    line = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]["lines"][0]
    assert "name" not in line["article"]


def test_what_still_is_no_invoice_is_told_whole(house: House) -> None:
    document = held(house)
    wrong = {"totals.gross": None, "issue_date": "1 March", "currency": "Euro"}
    status, said = review(house, document, wrong)
    assert status == 400
    assert {where for _, where in findings(said)} == {"totals.gross", "issue_date", "currency"}
    assert "1 March" not in str(said)


@pytest.mark.parametrize("path", ["totals", "lines.0", "supplier_id", "captured.capture", "entity"])
def test_only_fields_of_an_invoice_can_be_settled(house: House, path: str) -> None:
    assert review(house, held(house), {**RIGHT, path: "x"})[0] == 400


def test_a_missing_list_is_settled_by_what_the_person_reads_there(house: House) -> None:
    document = str(send(house, scan(without=("lines",)))[1]["id"])
    assert findings(review(house, document, {})[1]) == {("TIE-REVIEW-OPEN", "lines")}
    line = {
        "lines.0.id": "1",
        "lines.0.net": "200.00",
        "lines.0.article.name": "Lamp",
        "lines.0.quantity": "2",
        "lines.0.unit_price": "100.00",
        "lines.0.tax_category": "S",
        "lines.0.tax_rate": "19",
    }
    moved = {path.replace(".0.", ".1."): value for path, value in line.items()}
    assert findings(review(house, document, moved)[1]) == {("TIE-CAPTURE-PLACE", "lines")}
    assert review(house, document, line)[0] == 200
    house.settle()
    assert house.states() == {document: "posted"}


def test_a_line_that_is_not_on_the_document_is_dropped(house: House) -> None:
    ghost = {"lines.1.id": "2", "lines.1.net": "0.00"}
    document = held(house, read={**ghost, "totals.gross": "288.00"})
    assert review(house, document, {**RIGHT, **dict.fromkeys(ghost)})[0] == 200
    content = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]
    assert [line["id"] for line in content["lines"]] == ["1"]


def test_an_account_is_typed_by_the_person_and_sealed(house: House) -> None:
    read = {"payment_means.0.code": "58", "payment_means.0.account": IBAN[:-1] + "8"}
    document = str(send(house, scan(read=read))[1]["id"])
    assert findings(review(house, document, {})[1]) == {
        ("TIE-REVIEW-OPEN", "payment_means.0.account")
    }
    note = {"notes.0": f"pay to {IBAN}"}
    assert review(house, document, {"payment_means.0.account": IBAN, **note})[0] == 200
    house.settle()
    assert house.states() == {document: "posted"}
    assert not in_the_clear(house)
    content = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]
    assert content["payment_means"][0]["account"]["last4"] == "3000"
    assert content["notes"] == ["pay to (account …3000)"]
    assert content["captured"]["settled"][0]["corrected"]


def test_a_wrong_account_number_stops_the_invoice(house: House) -> None:
    read = {"payment_means.0.account": IBAN}
    document = str(send(house, scan(read=read))[1]["id"])
    assert review(house, document, {"payment_means.0.account": IBAN[:-1] + "8"})[0] == 200
    house.settle()
    assert house.states() == {document: "on_exception"}
    short = str(send(house, scan(read=read, capture="scan-2"), key="k2")[1]["id"])
    for number in ("DE", "D  E  ", "9" * 65):
        said = review(house, short, {"payment_means.0.account": number})[1]
        assert findings(said) == {("TIE-ACCOUNT", "payment_means.0.account")}


def test_a_trusted_account_goes_on_sealed_with_what_was_wrong_in_it(house: House) -> None:
    policy(house, "capture", {**LATER, "always_in_doubt": []}, entity="DE01")
    read = {"payment_means.0.account": IBAN[:-1] + "8", "notes.0": f"pay to {IBAN}"}
    document = held(house, read={**read, "totals.gross": "288.00"})
    assert review(house, document, RIGHT)[0] == 200
    house.settle()
    assert house.states() == {document: "on_exception"}
    content = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]
    assert content["doubts"][0]["code"] == "TIE-IBAN"
    assert len(content["sealed_texts"]) == 1
    assert not in_the_clear(house)


def test_a_confirmed_text_with_an_account_is_not_called_corrected(house: House) -> None:
    text = f"pay to {IBAN}"
    document = held(house, read={"notes.0": text, "totals.gross": "288.00"})
    review(house, document, {**RIGHT, "notes.0": text})
    kept = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]["captured"]
    assert [one["corrected"] for one in kept["settled"]] == [True, False]


def test_every_text_with_an_account_is_kept_sealed_whoever_wrote_it(house: House) -> None:
    document = held(house, read={"notes.0": f"pay to {IBAN}", "totals.gross": "288.00"})
    assert review(house, document, {**RIGHT, "notes.1": f"not to {IBAN}"})[0] == 200
    content = house.call("GET", f"/v1/invoices/{document}", claims=ANN)[1]["content"]
    assert content["notes"] == ["pay to (account …3000)", "not to (account …3000)"]
    assert len(content["sealed_texts"]) == 2


def test_what_is_no_invoice_cannot_be_reviewed(house: House) -> None:
    held(house)
    [case] = cases(house)
    assert review(house, case, RIGHT)[0] == 404


def test_refused_it_is_rejected_with_its_reason(house: House) -> None:
    document = held(house)
    assert review(house, document, decision="refuse")[0] == 400
    assert review(house, document, RIGHT, decision="refuse", reason="no")[0] == 400
    status, said = review(house, document, decision="refuse", reason="not an invoice")
    assert (status, said["state"]) == (200, "rejected")
    house.settle()
    assert cases(house) == {}
    assert envelopes(house, document)[-1]["data"]["reason"] == "not an invoice"
    assert review(house, document, RIGHT)[0] == 409


@pytest.mark.parametrize("decision", ["confirm", "refuse"])
def test_sent_again_it_is_not_opened_again(house: House, decision: str) -> None:
    document = held(house)
    if decision == "confirm":
        review(house, document, RIGHT)
    else:
        review(house, document, decision="refuse", reason="no")
    house.settle()
    before = house.head(document)
    unsure = scan({"totals.gross": "0.41"}, read={"totals.gross": "288.00"})
    status, said = send(house, unsure, key="again")
    assert (status, said["id"], said["state"]) == (200, document, before["state"])
    assert "in_doubt" not in said
    assert house.head(document) == before
    assert cases(house) == {}


def test_it_can_be_settled_once_only(house: House) -> None:
    document = held(house)
    assert review(house, document, RIGHT)[0] == 200
    assert review(house, document, {**RIGHT, "number": "R-2"})[0] == 409


def test_what_never_was_in_review_cannot_be_reviewed(house: House) -> None:
    document = str(send(house, scan())[1]["id"])
    assert review(house, document, RIGHT)[0] == 409


def test_only_a_person_with_the_role_reviews(house: House) -> None:
    people = [{**one, "entities": ["*"]} for one in PEOPLE]
    clients = [{**one, "roles": ["payables-clerk"]} for one in CLIENTS]
    change(house, "callers", {"clients": clients, "people": people})
    document = held(house)
    assert review(house, document, RIGHT, claims=PORTAL)[0] == 403
    assert review(house, document, RIGHT, claims=BOB)[0] == 403
    assert review(house, document, RIGHT, claims=EVE)[0] == 200


def test_a_person_of_another_entity_may_not(house: House) -> None:
    change(house, "callers", {"clients": CLIENTS, "people": PEOPLE})
    assert review(house, held(house), RIGHT, claims=EVE)[0] == 403


def test_the_first_layer_gives_way_to_the_second(house: House) -> None:
    known = send(house, scan())[1]["id"]
    house.settle()
    document = held(house)
    review(house, document, RIGHT)
    house.settle()
    assert house.states() == {known: "posted", document: "on_exception"}
    assert len(house.sap.books.invoices) == 1


@pytest.mark.parametrize("said", [{"entity": "DE01"}, {}])
def test_whose_it_is_comes_from_the_person_or_the_buyer(said: dict[str, Any]) -> None:
    house = everywhere()
    body = scan({"buyer.tax_ids.0.value": "0.2"}, entity=None)
    document = str(send(house, body)[1]["id"])
    settled = {"buyer.tax_ids.0.value": "DE136695976"}
    assert review(house, document, {**settled, "buyer.name": "Acme"}, **said)[0] == 200
    assert house.head(document)["entity"] == "DE01"


def test_whose_it_is_may_not_stay_open() -> None:
    house = everywhere()
    body = scan({"buyer.tax_ids.0.value": "0.2"}, entity=None)
    document = str(send(house, body)[1]["id"])
    status, said = review(house, document, {"buyer.tax_ids.0.value": "DE000"})
    assert (status, findings(said)) == (400, {("TIE-ENTITY", "buyer")})


def test_whose_it_is_cannot_be_changed(house: House) -> None:
    status, said = review(house, held(house), RIGHT, entity="FR01")
    assert (status, findings(said)) == (400, {("TIE-ENTITY", "entity")})


def test_an_invoice_in_review_can_be_rejected_like_any_other(house: House) -> None:
    document = held(house)
    path = f"/v1/invoices/{document}/rejection"
    status, said, _ = house.call("POST", path, {"reason": "spam"}, claims=ANN, key="r")
    assert (status, said["state"]) == (200, "rejected")
    house.settle()
    assert cases(house) == {}
    assert house.call("POST", path, {"reason": "spam"}, claims=ANN, key="r2")[0] == 409


def test_it_is_shown_by_every_reading_operation(house: House) -> None:
    document = held(house)
    paths = ("invoices/{}", "documents/{}", "documents/{}/timeline")
    answers: list[Any] = [
        house.call("GET", f"/v1/{path.format(document)}", claims=ANN)[0] for path in paths
    ]
    assert answers == [200, 200, 200]
    listed = house.call("GET", "/v1/invoices?entity=DE01&state=in_review", claims=ANN)
    assert listed[0] == 200

"""What each answer of NetSuite comes to, and when a record that NetSuite holds is our bill."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from functions.connectors.calls import wait_seconds
from functions.connectors.netsuite.agreement import agreement
from functions.connectors.netsuite.answers import Held, held, refusal
from functions.connectors.netsuite.wire import entity_of, rendered
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import Reply
from tests.contract.erp_contract import a_bill
from tests.unit.netsuite_bench import NOT_THERE, netsuite_error, reply

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def record(**changes: Any) -> dict[str, Any]:
    """A posted bill as NetSuite shows it: references with links, amounts as doubles."""
    return {
        "links": [{"rel": "self", "href": "https://123.example/record/v1/vendorBill/9001"}],
        "id": "9001",
        "externalId": "RE20261143K7Q2ZD",
        "subsidiary": {"links": [], "id": "1010", "refName": "Acme Inc."},
        "entity": {"id": "10300001", "refName": "Nordlicht"},
        "tranDate": "2026-11-12",
        "tranId": "RE-2026-1143",
        "currency": {"id": "4", "refName": "Euro"},
        "total": 119.0,
        "status": {"id": "A", "refName": "Open"},
        "paymentHold": True,
        **changes,
    }


def shown(kind: Any = "vendorBill", **changes: Any) -> Held:
    found = held(reply(200, record(**changes)), kind)
    assert found
    return found


def test_no_content_is_a_record_made_and_own_400_a_refusal() -> None:
    assert refusal(reply(204, b"", location="https://x/9001"), NOW) is None

    body = netsuite_error("USER_ERROR", "Error while accessing a resource. The period is closed.")
    refused = refusal(reply(400, body), NOW)
    assert refused
    assert refused.code == "USER_ERROR"
    assert refused.detail.startswith("USER_ERROR: Error while accessing a resource. The period")
    assert refused.raw == json.dumps(body)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(200, record()), UnknownOutcome),
        (reply(201, record()), UnknownOutcome),
        (reply(202), UnknownOutcome),
        (reply(302), UnknownOutcome),
        (reply(400, b"<html>Bad Request</html>"), UnknownOutcome),
        (reply(400, b"\xff"), UnknownOutcome),
        (reply(400, {"o:errorDetails": []}), UnknownOutcome),
        (reply(400, {"o:errorDetails": ["USER_ERROR"]}), UnknownOutcome),
        (reply(400, netsuite_error("")), UnknownOutcome),
        (reply(400, {"o:errorDetails": [{"o:errorCode": 7}]}), UnknownOutcome),
        (reply(409, netsuite_error("USER_ERROR")), UnknownOutcome),
        (reply(422, netsuite_error("USER_ERROR")), UnknownOutcome),
        (reply(500, netsuite_error("UNEXPECTED_ERROR")), UnknownOutcome),
        (reply(502), UnknownOutcome),
        (reply(503, None, retry_after="5"), UnknownOutcome),
        (reply(504), UnknownOutcome),
        (reply(401, netsuite_error("INVALID_LOGIN")), Unavailable),
        (reply(403, netsuite_error("INSUFFICIENT_PERMISSION")), Unavailable),
        (reply(404, netsuite_error("NONEXISTENT_ID")), Unavailable),
        (reply(405), Unavailable),
        (reply(413), Unavailable),
        (reply(415), Unavailable),
        (reply(429, netsuite_error("CONCURRENCY_LIMIT_EXCEEDED")), Unavailable),
    ],
)
def test_every_other_answer_is_an_error_and_never_a_guess(
    answer: Reply, kind: type[TieoutError]
) -> None:
    with pytest.raises(TieoutError) as raised:
        refusal(answer, NOW)

    assert type(raised.value) is kind


def test_a_refusal_is_cut_to_what_is_kept() -> None:
    refused = refusal(reply(400, netsuite_error("C" * 99, "d" * 50_000)), NOW)

    assert refused
    assert (len(refused.code), len(refused.detail), len(refused.raw)) == (40, 255, 16_000)


def test_what_is_kept_of_an_answer_is_text_in_whatever_encoding_it_came() -> None:
    body = json.dumps(netsuite_error("USER_ERROR", "Zürich")).encode("utf-16")
    refused = refusal(reply(400, body), NOW)

    assert refused
    assert refused.detail == "USER_ERROR: Zürich"
    assert refused.raw


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
        refusal(limited, NOW)
    assert turned_away.value.wait_seconds == seconds


def test_only_netsuite_itself_says_that_nothing_is_there() -> None:
    assert held(NOT_THERE, "vendorBill") is None


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(404), Unavailable),
        (reply(404, b"<html>no such page</html>"), Unavailable),
        (reply(404, netsuite_error("INVALID_URL")), Unavailable),
        (reply(400, netsuite_error("NONEXISTENT_ID")), Rejected),
        (reply(400, netsuite_error("USER_ERROR", "This record has been locked")), Rejected),
        (reply(400, b"<html>"), Unavailable),
        (reply(401, netsuite_error("INVALID_LOGIN")), Unavailable),
        (reply(403, netsuite_error("INSUFFICIENT_PERMISSION")), Unavailable),
        (reply(302), Unavailable),
        (reply(204, b""), Unavailable),
        (reply(200, b"<html>"), Unavailable),
        (reply(200, []), Unavailable),
        (reply(200, {}), Unavailable),
        (reply(200, b'{"total": 1e99999999999999999999}'), Unavailable),
    ],
)
def test_what_cannot_be_read_is_not_taken_for_nothing(
    answer: Reply, kind: type[TieoutError]
) -> None:
    with pytest.raises(TieoutError) as raised:
        held(answer, "vendorBill")

    assert type(raised.value) is kind


def test_a_record_that_agrees_is_the_bill() -> None:
    found = agreement(a_bill(), shown(), "4")

    assert isinstance(found, Receipt)
    assert found.number == "vendorBill/9001"
    assert json.loads(found.raw) == record()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", None),
        ("externalId", "RE20261143AAAAAA"),
        ("externalId", None),
        ("subsidiary", {"id": "1710"}),
        ("entity", {"id": "10300002"}),
        ("entity", None),
        ("tranDate", "2026-11-13"),
        ("tranDate", None),
        ("tranId", "RE-2026-1144"),
        ("currency", {"id": "1", "refName": "US Dollar"}),
        ("total", 119.01),
        ("total", "119.00"),
        ("total", None),
        ("status", {"id": "B", "refName": "Paid In Full"}),
        ("status", {"id": "C"}),
        ("status", {"id": "D"}),
        ("status", {"id": "E"}),
        ("status", {"id": "F"}),
        ("status", {"id": "Y"}),
        ("status", None),
        ("paymentHold", False),
        ("paymentHold", "T"),
        ("paymentHold", None),
    ],
)
def test_a_field_that_differs_is_a_refusal_that_names_it(field: str, value: object) -> None:
    found = agreement(a_bill(), shown(**{field: value}), "4")

    assert isinstance(found, Refusal)
    assert (found.code, found.reason) == ("differs", f"NetSuite holds another {field}")
    assert found.raw


def test_fields_that_a_list_shows_bare_are_read_too() -> None:
    assert isinstance(agreement(a_bill(), shown(status="A"), "4"), Receipt)


@pytest.mark.parametrize(
    ("status", "stands"),
    [("A", True), ("B", True), ("F", True), ("C", False), ("D", False), ("E", False), ("", False)],
)
def test_a_bill_that_netsuite_pays_may_be_paid_by_now(status: str, stands: bool) -> None:
    found = agreement(a_bill(blocked=False), shown(status={"id": status}, paymentHold=False), "4")

    assert isinstance(found, Receipt) == stands


def test_a_credit_has_no_hold_and_may_not_be_applied_yet() -> None:
    credit = a_bill(kind="credit_note")
    assert isinstance(agreement(credit, shown("vendorCredit", paymentHold=None), "4"), Receipt)

    applied = shown("vendorCredit", status={"id": "B", "refName": "Fully Applied"})
    assert isinstance(agreement(credit, applied, "4"), Refusal)


def test_the_other_kind_of_record_is_a_refusal_even_if_all_fields_agree() -> None:
    found = agreement(a_bill(), shown("vendorCredit"), "4")

    assert isinstance(found, Refusal)
    assert found.reason == "NetSuite holds a vendorCredit under our reference"


def test_amounts_are_read_and_written_digit_for_digit() -> None:
    exact = reply(200, b'{"total": 99999999999999.99, "line": 1, "rate": 1E+2}')

    assert entity_of(exact) == {
        "total": Decimal("99999999999999.99"),
        "line": Decimal(1),
        "rate": Decimal(100),
    }
    assert rendered({"total": Decimal("1E+2"), "all": [Decimal("0.10"), True, 'a"']}) == (
        '{"total": 100, "all": [0.10, true, "a\\""]}'
    )

"""Bodies from strangers: read strictly, refused with every finding, and never echoed."""

import json
from typing import Any

import pytest

from tests.company import ANN, IBAN, PORTAL, invoice
from tests.house import House


def _post(house: House, raw: str, **claims: str) -> tuple[int, dict[str, Any]]:
    status, body, headers = house.call(
        "POST", "/v1/invoices", raw=raw, claims={**PORTAL, **claims}, key="k"
    )
    if status >= 400:
        assert headers["Content-Type"] == "application/problem+json"
    return status, body


@pytest.mark.parametrize(
    ("raw", "status", "said"),
    [
        ("{" + " " * 1_000_000 + "}", 413, "larger than"),
        ("\ud800", 400, "not UTF-8"),
        ("{", 400, "not JSON"),
        ('{"a": 1, "a": 2}', 400, "occurs twice"),
        ('{"totals": {"net": "1", "net": "2"}}', 400, "occurs twice"),
        ('{"a": NaN}', 400, "NaN"),
        ('{"a": -Infinity}', 400, "Infinity"),
        ('{"a": ' * 33 + "1" + "}" * 33, 400, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, 400, "nested too deeply"),
        ("[]", 400, "not a JSON object"),
        ('"text"', 400, "not a JSON object"),
    ],
)
def test_what_is_not_one_strict_json_object_is_refused(
    house: House, raw: str, status: int, said: str
) -> None:
    answered, body = _post(house, raw)
    assert answered == status
    assert said in body["detail"]


def test_a_body_at_the_limit_is_read(house: House) -> None:
    raw = json.dumps(invoice())
    assert _post(house, raw + " " * (1_000_000 - len(raw)))[0] == 201
    assert _post(house, raw + " " * (1_000_001 - len(raw)))[0] == 413


def test_a_depth_at_the_limit_is_read(house: House) -> None:
    _, body = _post(house, '{"a": ' * 32 + "1" + "}" * 32)
    assert body["findings"][0]["code"] != "JSON"
    assert "nested" not in body["detail"]


def test_where_it_is_not_json_is_said(house: House) -> None:
    _, body = _post(house, '{\n  "a" 1}')
    assert body["findings"] == [
        {"code": "JSON", "message": "Expecting ':' delimiter", "where": "line 2 column 7"}
    ]


def test_every_finding_is_named_at_once(house: House) -> None:
    wrong = invoice(currency="eur", issue_date="01.03.2026", surprise=1, number="")
    wrong["lines"][0]["net"] = 200.00
    del wrong["totals"]
    _, body = _post(house, json.dumps(wrong))
    places = {finding["where"] for finding in body["findings"]}
    assert places >= {"currency", "issue_date", "surprise", "number", "lines.0.net", "totals"}
    assert body["retryable"] is False


@pytest.mark.parametrize("number", [200, 200.5, True, None])
def test_an_amount_is_text_never_a_number(house: House, number: object) -> None:
    wrong = invoice()
    wrong["totals"]["gross"] = number
    status, body = _post(house, json.dumps(wrong))
    assert status == 400
    assert [finding["where"] for finding in body["findings"]] == ["totals.gross"]


def test_no_value_is_echoed_in_a_problem(house: House) -> None:
    secret = IBAN[:-1] + "9"
    wrong = invoice(
        payment_means=[{"code": "58", "account": secret * 4, "card": ["x", secret]}],
        number={"value": secret},
        currency=secret,
        kind=secret,
        issue_date=secret,
    )
    status, body = _post(house, json.dumps(wrong))
    assert (status, len(body["findings"])) == (400, 6)
    assert secret not in json.dumps(body)


@pytest.mark.parametrize("name", [IBAN, "n" * 10_000])
def test_a_name_that_is_no_field_is_not_echoed_whole(house: House, name: str) -> None:
    twice = f'{{"{name}": 1, "{name}": 2}}'
    for raw in (json.dumps(invoice(**{name: 1})), twice):
        status, body = _post(house, raw)
        assert status == 400
        assert name not in json.dumps(body)


def test_what_the_path_says_the_body_may_not_say_again(house: House) -> None:
    body = {"name": "entities", "content": {}, "effective_from": "2026-01-01T00:00:00Z"}
    path = "/v1/policies/callers/proposals"
    status, said, _ = house.call("POST", path, body, claims=ANN, key="k")
    assert status == 400
    assert said["detail"] == "said in the path and in the body: name"


def test_a_body_may_come_in_base64(house: House) -> None:
    operation = house.operation("payables.submit_invoice")
    event = {
        "httpMethod": "POST",
        "headers": {"IDEMPOTENCY-KEY": "k"},
        "requestContext": {
            "authorizer": {"claims": {**PORTAL, "scope": "payables/invoices.submit"}}
        },
        "body": "eyJhIjogMX0=",
        "isBase64Encoded": True,
    }
    said = json.loads(house.invoke(operation, event)["body"])
    assert "a" in {finding["where"] for finding in said["findings"]}

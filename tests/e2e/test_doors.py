"""Doors: who is refused at each of them, and the record that the refusal leaves."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from local import signin
from local.caller import HTTP, Caller
from local.demo import company
from tests.e2e.witness import Item, Witness

pytestmark = pytest.mark.e2e

DOCUMENTS = Path(__file__).parents[2] / "local/demo/documents"
UNLIKE_ASCII = "in/procurement/invoices/2026 März/Rechnung +1 (a&b).xml"


@contextmanager
def allowed(witness: Witness, client: str, scopes: list[str]) -> Iterator[None]:
    """The user pool as somebody set it up wrongly: this client may ask for these scopes."""
    cognito, outputs = witness.deployment.client("cognito-idp"), witness.deployment.outputs
    who = {"UserPoolId": outputs["UserPoolId"], "ClientId": outputs[client]}
    known = cognito.describe_user_pool_client(**who)["UserPoolClient"]
    flows = {"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthFlowsUserPoolClient": True}
    cognito.update_user_pool_client(**who, **flows, AllowedOAuthScopes=scopes)
    try:
        yield
    finally:
        kept = known["AllowedOAuthScopes"]
        cognito.update_user_pool_client(**who, **flows, AllowedOAuthScopes=kept)


def with_scopes(witness: Witness, scopes: list[str]) -> Caller:
    with allowed(witness, "ClientProcurement", scopes):
        token, _ = signin.machine(witness.deployment, "ClientProcurement")
    return Caller(witness.deployment, token)


def a_bill(witness: Witness, **changes: Any) -> dict[str, Any]:
    return company.invoice(witness.number(), today=datetime.now(UTC).date(), **changes)


def new_denial(witness: Witness, before: list[Item]) -> Item:
    known = {(one["pk"], one["sk"]) for one in before}
    (new,) = [one for one in witness.denials() if (one["pk"], one["sk"]) not in known]
    return new


def post(witness: Witness, body: bytes) -> Any:
    headers = {
        "Authorization": f"Bearer {witness.stage.procurement.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": "garbage",
    }
    return HTTP.request("POST", f"{witness.deployment.api}/v1/invoices", body=body, headers=headers)


def test_a_token_without_the_scope(witness: Witness) -> None:
    before = witness.items()
    caller = with_scopes(witness, ["payables/invoices.read"])
    said = caller.write("POST", "/v1/invoices", a_bill(witness), "no scope")
    assert said.status in (401, 403)
    assert witness.items() == before


def test_a_token_that_was_tampered_with(witness: Witness) -> None:
    before = witness.items()
    head, claims, signature = witness.stage.procurement.token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    told["sub"] = told["client_id"] = witness.deployment.outputs["ClientMasterData"]
    forged = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    caller = Caller(witness.deployment, f"{head}.{forged}.{signature}")
    assert caller.write("POST", "/v1/invoices", a_bill(witness), "tampered").status in (401, 403)
    assert Caller(witness.deployment, "").get("/v1/invoices").status in (401, 403)
    assert witness.items() == before


def test_a_machine_where_only_people_decide(witness: Witness) -> None:
    document = witness.accepted(witness.number(), totals={"gross": "1.00", "payable": "1.00"})
    witness.until(document, "on_exception")
    path, reason = f"/v1/invoices/{document}/rejection", {"reason": "not ours"}
    said = witness.stage.procurement.write("POST", path, reason, "by a machine")
    assert said.status in (401, 403)
    before = witness.denials()
    caller = with_scopes(witness, ["payables/invoices.reject"])
    said = caller.write("POST", path, reason, "by a machine")
    assert (said.status, said.body["status"]) == (403, 403)
    denied = new_denial(witness, before)
    assert denied["operation"] == "payables.reject_invoice"
    assert denied["document"] == document
    assert denied["caller"] == "procurement"
    assert witness.stage.state(document) == "on_exception"


def test_a_foreign_entity(witness: Witness) -> None:
    before, body = witness.denials(), a_bill(witness, entity="FR01")
    said = witness.stage.procurement.write("POST", "/v1/invoices", body, "foreign")
    assert (said.status, said.body["title"]) == (403, "Denied by a control")
    assert witness.heads(body["number"]) == []
    assert new_denial(witness, before)["operation"] == "payables.submit_invoice"


def test_a_body_that_is_too_large(witness: Witness) -> None:
    said = post(witness, b'{"number": "' + b"9" * 1_000_000 + b'"}')
    assert said.status == 413
    assert said.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe{}", b'{"a": NaN}'])
def test_a_body_that_is_garbage(witness: Witness, body: bytes) -> None:
    said = post(witness, body)
    assert (said.status, said.json()["status"]) == (400, 400)
    assert said.headers["Content-Type"] == "application/problem+json"


def test_a_forged_event(witness: Witness) -> None:
    """Whoever could put events on the internal bus could still not have an invoice posted."""
    posted = witness.accepted(witness.number())
    document = witness.accepted(witness.number(), totals={"gross": "2.00", "payable": "2.00"})
    witness.until(posted, "posted")
    witness.until(document, "on_exception")
    witness.at_rest()
    before, denials = witness.items(), witness.denials()
    true = next(e for e in witness.tap.events(posted) if e["type"] == "InvoiceValidated.v1")
    forged = true | {"document": document, "id": f"{document}@2"}
    entry = {
        "EventBusName": witness.bus,
        "Source": forged["source"],
        "DetailType": forged["type"],
        "Detail": json.dumps(forged),
    }
    witness.deployment.client("events").put_events(Entries=[entry])
    witness.at_rest()
    assert new_denial(witness, denials)["operation"] == "payables.post_invoice"
    after = witness.items()
    assert {where: after[where] for where in before} == before
    assert all("#denial#" in pk for _, pk, _ in after.keys() - before.keys())
    assert witness.stage.state(document) == "on_exception"


def drop(witness: Witness, key: str, content: bytes) -> None:
    bucket = witness.deployment.outputs["IntakeBucket"]
    witness.deployment.client("s3").put_object(Bucket=bucket, Key=key, Body=content)


def acknowledgements(witness: Witness, client: str) -> list[dict[str, Any]]:
    s3, bucket = witness.deployment.client("s3"), witness.deployment.outputs["IntakeBucket"]
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"out/{client}/").get("Contents", [])
    return [
        json.loads(s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read())
        for one in listed
        if one["Key"].endswith(".json")
    ]


def test_a_file_of_nobody(witness: Witness) -> None:
    before = witness.denials()
    drop(witness, "in/nobody/invoices/a.xml", (DOCUMENTS / "cut_off.xml").read_bytes())
    witness.stage.wait("a denial", lambda: witness.denials() != before, 20)
    witness.at_rest()
    denied = new_denial(witness, before)
    assert denied["operation"] == "payables.receive_invoice_file"
    assert "nobody" in denied["reason"]
    assert acknowledgements(witness, "nobody") == []


def test_a_name_that_is_not_plain(witness: Witness) -> None:
    drop(witness, UNLIKE_ASCII, b"<Invoice>" + str(time.time_ns()).encode())

    def refused() -> bool:
        told = acknowledgements(witness, "procurement")
        return any(drop["key"] == UNLIKE_ASCII for one in told for drop in one["drops"])

    witness.stage.wait("an acknowledgement", refused, 20)

"""The inbound bus of the deployed stage: rule, queue, attached object, and what is refused."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from local.demo import company
from tests.e2e.witness import Witness

pytestmark = pytest.mark.e2e

SUBMIT = "payables.submit_invoice"


def attached(witness: Witness, number: str, client: str = "procurement") -> dict[str, str]:
    body = json.dumps({"payment_means": [{"code": "58", "account": company.IBAN}]}).encode()
    key = f"attached/{client}/{number}.json"
    said = witness.deployment.client("s3").put_object(
        Bucket=witness.deployment.outputs["IntakeBucket"], Key=key, Body=body
    )
    return {
        "key": key,
        "version_id": said["VersionId"],
        "sha256": hashlib.sha256(body).hexdigest(),
    }


def announce(
    witness: Witness, number: str, source: str = company.SOURCE, **changes: Any
) -> dict[str, Any]:
    bill = company.invoice(number, today=datetime.now(UTC).date(), **changes)
    del bill["payment_means"]
    entry = {
        "EventBusName": witness.deployment.outputs["InboundBus"],
        "Source": source,
        "DetailType": "InvoiceSubmitted",
        "Detail": json.dumps({**bill, "submission_id": f"s {number}"}),
    }
    said = witness.deployment.client("events").put_events(Entries=[entry])
    assert said["FailedEntryCount"] == 0
    return bill


def refusals(witness: Witness) -> list[dict[str, Any]]:
    cases = [one for (_, _, sk), one in witness.items().items() if sk == "head"]
    bodies = [json.loads(one["body"]) for one in cases if one["kind"] == "case"]
    return [body for body in bodies if body["about"].startswith("in_")]


def test_an_announced_invoice_is_posted_once(witness: Witness) -> None:
    number = witness.number()
    said = attached(witness, number)
    for _ in range(3):
        announce(witness, number, attached=said)
    witness.stage.wait("a document", lambda: len(witness.heads(number)) == 1, 30)
    (head,) = witness.heads(number)
    witness.until(head["id"], "posted")
    witness.at_rest()
    (head,) = witness.heads(number)
    assert witness.held(head["id"], number) == 1
    assert json.loads(head["body"])["payment_means"][0]["account"]["last4"] == "3000"
    told = witness.submit(number)
    assert (told.status, told.body["duplicate"], told.body["id"]) == (200, True, head["id"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"notes": [f"pay to {company.IBAN}"]}, "TIE-ACCOUNT"),
        ({"attached": {"version_id": "none"}}, "TIE-ATTACHED-MISSING"),
        ({"attached": {"key": "attached/procurement/no-such.json"}}, "TIE-ATTACHED-MISSING"),
        ({"attached": {"sha256": "0" * 64}}, "TIE-ATTACHED-HASH"),
        ({"attached": {"key": "attached/master-data/a.json"}}, "TIE-INBOUND"),
    ],
)
def test_what_is_refused_is_a_case(witness: Witness, changes: dict[str, Any], code: str) -> None:
    number, before = witness.number(), len(refusals(witness))
    if "attached" in changes:
        changes = {"attached": attached(witness, number) | changes["attached"]}
    announce(witness, number, **changes)
    witness.stage.wait("a case", lambda: len(refusals(witness)) == before + 1, 30)
    assert code in {found["code"] for case in refusals(witness) for found in case["findings"]}
    assert witness.heads(number) == []
    assert company.IBAN not in str(witness.items())


def test_a_source_that_no_rule_knows_reaches_nothing(witness: Witness) -> None:
    number, before = witness.number(), witness.items()
    announce(witness, number, source="partner.stranger")
    witness.at_rest()
    assert witness.items() == before


def test_a_source_that_is_nobodys_by_policy_is_denied(witness: Witness) -> None:
    """The queue is reached past the bus, as if its policy were wrong."""
    number, before = witness.number(), witness.denials()
    event = {"source": "partner.stranger", "detail-type": "InvoiceSubmitted", "detail": {}}
    witness.send(SUBMIT, json.dumps(event))
    witness.stage.wait("a denial", lambda: witness.denials() != before, 30)
    assert witness.heads(number) == []

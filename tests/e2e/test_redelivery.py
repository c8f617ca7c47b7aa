"""Every message of every consumer again, and every event announced again: nothing changes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.runtime.triggers import Every, File, On, Task
from tests.e2e import reviews
from tests.e2e.witness import OPERATIONS, Witness

pytestmark = pytest.mark.e2e

CONSUMERS = [
    operation.name
    for operation in OPERATIONS
    if any(isinstance(trigger, On | File | Every | Task) for trigger in operation.triggers)
]
BATCH = Path(__file__).parents[2] / "local/demo/documents/october_batch.xml"
LATE = {
    "name": "Late AG",
    "country": "DE",
    "identifiers": [{"scheme": "VAT", "value": "DE811907999"}],
}
"""A supplier that an invoice waits for, so that waiting and releasing happen too."""

REDRIVE = {
    "request": "redelivered",
    "queue": "operations.republish",
    "cause": "all",
    "reason": "there are none",
    "by": "an operator",
}


@pytest.fixture(scope="module")
def history(witness: Witness) -> str:
    """A supplier that came late, a file, a scan, a posted invoice: every consumer has had work."""
    content = BATCH.read_text().replace("@ISSUE_DATE@", str(datetime.now(UTC).date()))
    witness.deployment.client("s3").put_object(
        Bucket=witness.deployment.outputs["IntakeBucket"],
        Key="in/procurement/invoices/redelivered.xml",
        Body=content.encode(),
    )
    named = {"name": LATE["name"], "tax_ids": LATE["identifiers"]}
    document = witness.accepted(witness.number(), supplier=named)
    witness.until(document, "waiting")
    said = witness.stage.master_data.write("PUT", "/v1/suppliers/S-2001", LATE, "late")
    assert said.status == 201, said.body
    witness.until(document, "on_exception")  # it has no number in the ERP
    reviews.refuse(witness, reviews.waiting(witness))
    witness.send("operations.redrive_letters", json.dumps(REDRIVE))
    posted = witness.accepted(witness.number())
    witness.until(posted, "posted")
    witness.at_rest()
    return posted


def last_message(witness: Witness, name: str, posted: str) -> str:
    """What the consumer got last, as its queue got it."""
    operation = next(one for one in OPERATIONS if one.name == name)
    if name == "operations.republish":
        return json.dumps({"tenant": "acme", "document": posted})
    if name == "operations.relay":
        return json.dumps({"events": [[f"acme#{posted}", "event#0000000001"]]})
    for trigger in operation.triggers:
        if isinstance(trigger, Every):
            return json.dumps({"time": datetime.now(UTC).isoformat()})
        if isinstance(trigger, File):
            return next(body for body in witness.files.bodies() if "redelivered.xml" in body)
        if isinstance(trigger, On):
            types = {kind.detail_type() for kind in trigger.events}
            return list(_of_types(witness, types, trigger.document))[-1]
    raise LookupError(f"no message for {name}")


def _of_types(witness: Witness, types: set[str], field: str) -> Iterator[str]:
    for body in witness.tap.bodies():
        told = json.loads(body)
        if told["detail-type"] in types and (not field or told["detail"]["data"].get(field)):
            yield body


BY_THE_CLOCK = ("#unsealed", "#seal", "#beat_", "#rec_", "system#")
"""Partitions in which schedules and the stream's second reader write whenever they please."""


def standing(witness: Witness) -> dict[object, object]:
    """The tables without what moves by the clock alone."""
    found = witness.items().items()
    return {key: item for key, item in found if not any(part in key[1] for part in BY_THE_CLOCK)}


@pytest.mark.parametrize("name", CONSUMERS)
def test_a_message_again(witness: Witness, history: str, name: str) -> None:
    try:
        message = last_message(witness, name, history)
    except LookupError:
        pytest.skip("nothing told it anything here; tests/faults/test_redrives.py has it")
    witness.send(name, message)
    witness.at_rest()
    before, held = standing(witness), witness.stage.postings()
    for _ in range(3):
        witness.send(name, message)
    witness.at_rest()
    assert standing(witness) == before
    assert witness.stage.postings() == held


def test_announced_again(witness: Witness, history: str) -> None:
    before, held = standing(witness), witness.stage.postings()
    told = witness.tap.events(history)
    witness.send("operations.republish", json.dumps({"tenant": "acme", "document": history}))
    witness.at_rest()
    again = witness.tap.events(history)[len(told) :]
    assert {event["id"]: event for event in again} == {event["id"]: event for event in told}
    assert len(again) == len({event["id"] for event in told})
    assert standing(witness) == before
    assert witness.stage.postings() == held

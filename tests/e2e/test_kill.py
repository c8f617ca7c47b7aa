"""A function's process dies in the middle of a call: nothing is lost, nothing happens twice."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from functions.payables.bills import reference
from local.caller import Said
from tests.e2e.processes import function_of, kill, serving
from tests.e2e.witness import Witness

pytestmark = pytest.mark.e2e

POSTING = "payables.post_invoice"
HANG_SECONDS = 25
MILLISECONDS = (0, 2, 4, 6, 8, 10, 12, 14)
"""When the process is killed, after the call has left; a warm one takes about ten."""


@pytest.fixture(autouse=True)
def _soon_again(witness: Witness) -> Iterator[None]:
    """What a killed function held comes back after ten seconds, not after three minutes."""
    sqs, queue = witness.deployment.client("sqs"), witness.deployment.queue(POSTING)
    name = "VisibilityTimeout"
    asked = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: "10"})
    yield
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={name: asked[name]})


def test_killed_after_sap_has_posted(witness: Witness) -> None:
    number, stage = witness.number(), witness.stage
    fault = {"kind": "slow", "match": number.replace("-", ""), "seconds": HANG_SECONDS}
    stage.simulator("POST", "faults", fault)
    document = witness.accepted(number)
    stage.wait("SAP has it", lambda: witness.held(document, number) == 1, 20)
    assert stage.state(document) == "posting"
    assert kill(witness.deployment, function_of(witness.deployment, POSTING))
    witness.until(document, "posted")
    witness.at_rest()
    assert witness.held(document, number) == 1


def test_killed_before_sap_has_posted(witness: Witness) -> None:
    number, stage = witness.number(), witness.stage
    function = function_of(witness.deployment, POSTING)
    kill(witness.deployment, function)  # a new process has to ask SAP for a session first
    stage.simulator("POST", "faults", {"kind": "slow", "door": "service", "seconds": HANG_SECONDS})
    document = witness.accepted(number)

    def hangs() -> bool:
        return not stage.simulator("GET", "faults")["faults"]

    stage.wait("SAP is asked for a session", hangs, 20)
    assert stage.state(document) == "posting"
    assert kill(witness.deployment, function)
    assert witness.held(document, number) == 0
    witness.until(document, "posted")
    witness.at_rest()
    assert witness.held(document, number) == 1
    attempts = stage.ann.get(f"/v1/documents/{document}/timeline").body["attempts"]
    assert [one["attempt"] for one in attempts] == [1, 2]
    assert {one["reference"] for one in attempts} == {reference(document, number)}


def patient(witness: Witness, number: str) -> Said:
    """A client that tries again with the same key; the engine may hand a call to the dead."""
    said = witness.submit(number)
    for _ in range(5):
        if said.status < 500:
            break
        said = witness.submit(number)
    return said


def test_accepting_killed_at_any_moment(witness: Witness) -> None:
    function = function_of(witness.deployment, "payables.submit_invoice")
    lost, warm = 0, witness.number()
    documents: dict[str, str] = {}
    for delay in MILLISECONDS:
        number = witness.number()
        patient(witness, warm)
        assert serving(witness.deployment, function)
        with ThreadPoolExecutor(1) as pool:
            calling = pool.submit(witness.submit, number)
            time.sleep(delay / 1000)
            kill(witness.deployment, function)
            first = calling.result()
        lost += first.status >= 500
        again = patient(witness, number)
        assert again.status == 201
        assert first.status >= 500 or first.bytes == again.bytes
        documents[number] = again.body["id"]
    assert lost, "no call was in flight when its process was killed"
    for number, document in documents.items():
        witness.until(document, "posted")
        assert [head["id"] for head in witness.heads(number)] == [document]
        assert witness.held(document, number) == 1

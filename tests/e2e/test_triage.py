"""Ten messages die of ten causes: triage names each, they are redriven, and nothing is missing."""

import json
from collections.abc import Iterator

import pytest

from functions.runtime.letters import Verdict
from functions.runtime.triage import grouped
from local.triage.operator import Operator
from tests.e2e.poisons import Stage, at_work, bury, drop, file_of, forged, told
from tests.e2e.witness import Witness

pytestmark = pytest.mark.e2e

VALIDATE, POST = "payables.validate_invoice", "payables.post_invoice"
FILE, REVIEW = "payables.receive_invoice_file", "payables.start_review"
CASES, SUPPLIER = "operations.resolve_case", "operations.release_waiting"
REPUBLISH = "operations.republish"
QUEUES = (VALIDATE, POST, FILE, REVIEW, CASES, SUPPLIER, REPUBLISH)
LIMIT = 50
FIX, SAFE, APPLIED = Verdict.FIX, Verdict.SAFE, Verdict.APPLIED
GOES = "nothing stands in its way any more"


@pytest.fixture
def stage(witness: Witness) -> Iterator[Stage]:
    one = Stage(witness)
    yield one
    one.mends()


@pytest.fixture
def triage(witness: Witness) -> Operator:
    return at_work(witness)


def seen(triage: Operator, queue: str) -> set[tuple[Verdict, str]]:
    """What triage says of a DLQ."""
    return {(one.verdict, one.cause) for one in grouped(triage.examined(queue, LIMIT))}


def test_ten_causes(witness: Witness, stage: Stage, triage: Operator) -> None:
    calm = witness.accepted(witness.number())
    drop(witness, "CALM")
    witness.until(calm, "posted")
    witness.stage.wait("the calm file", lambda: _ended(witness, "CALM"))
    unposted, unvalidated = _poison(witness, stage, triage, calm)

    (broken,) = seen(triage, POST)
    assert broken[0] is FIX
    assert broken[1].startswith("its function fails: Runtime.")
    stage.breaks(POST, SYSTEM_SECRETS="{}")
    uncommitted = "denied: no such event was ever committed"
    assert seen(triage, POST) == {
        (FIX, "Unavailable: no connection settings for sap"),
        (FIX, uncommitted),
        (APPLIED, "decided before"),
    }
    unknown = f"denied: {VALIDATE} does not take InvoiceReceived.v9"
    assert seen(triage, VALIDATE) == {
        (FIX, "Unavailable: dynamodb says ResourceNotFoundException"),
        (FIX, "the body is no JSON"),
        (FIX, unknown),
    }
    ((verdict, cause),) = seen(triage, FILE)
    assert verdict is FIX
    assert cause.startswith("Unavailable: kms says")
    assert seen(triage, REVIEW) == {(FIX, f"denied: {REVIEW} does not take InvoiceReceived.v1")}
    assert {cause.partition(":")[0] for _, cause in seen(triage, SUPPLIER)} == {
        "cannot read Envelope"
    }
    assert seen(triage, CASES) == {(APPLIED, "the event asks nothing of this operation")}
    assert seen(triage, REPUBLISH) == {(SAFE, GOES)}

    stage.mends()
    assert (SAFE, GOES) in seen(triage, POST) & seen(triage, VALIDATE) & seen(triage, FILE)
    _redrive_what_goes(witness, triage)
    for document in (unposted, unvalidated):
        witness.until(document, "posted")
    witness.stage.wait("the file", lambda: _ended(witness, "POISON"))
    assert seen(triage, POST) == {(FIX, uncommitted)}
    assert seen(triage, VALIDATE) == {(FIX, "the body is no JSON"), (FIX, unknown)}

    for queue in QUEUES:  # what nobody can mend is thrown away by hand
        url = witness.deployment.dead_letters(queue)
        witness.deployment.client("sqs").purge_queue(QueueUrl=url)
    witness.at_rest()
    assert file_of(witness, "POISON") == file_of(witness, "CALM")
    for document in (calm, unposted, unvalidated):
        number = json.loads(_head(witness, document)["body"])["number"]
        assert witness.held(document, number) == 1
        assert len(witness.heads(number)) == 1


def _poison(witness: Witness, stage: Stage, triage: Operator, calm: str) -> tuple[str, str]:
    """Three die by themselves, for want of a function, a table and a key; seven died before."""
    received = told(witness, calm, "InvoiceReceived.v1")
    valid = told(witness, calm, "InvoiceValidated.v1")
    stage.breaks(POST, OPERATION="functions.no.such")
    unposted = witness.accepted(witness.number())
    witness.until(unposted, "validated")
    stage.breaks(VALIDATE, LEDGER_TABLE="no-such-table")
    unvalidated = witness.accepted(witness.number())
    stage.breaks(FILE, DATA_KEY="00000000-0000-0000-0000-000000000000")
    drop(witness, "POISON")
    for queue in (POST, VALIDATE, FILE):
        _wait_for_a_letter(witness, triage, queue)
    bury(witness, VALIDATE, "{")
    later = {**received["detail"], "type": "InvoiceReceived.v9"}
    bury(witness, VALIDATE, json.dumps({**received, "detail": later}))
    bury(witness, POST, forged(valid, id=f"{calm}@9", version=9))
    bury(witness, POST, json.dumps(valid))
    bury(witness, REVIEW, json.dumps(received))
    bury(witness, REPUBLISH, json.dumps({"tenant": "acme", "document": calm}))
    bury(witness, SUPPLIER, json.dumps({"detail": {"id": "x"}}))
    bury(witness, CASES, json.dumps(valid))
    return unposted, unvalidated


def _wait_for_a_letter(witness: Witness, triage: Operator, queue: str) -> None:
    witness.stage.wait(f"a dead letter of {queue}", lambda: triage.lying(queue) == 1)


def _redrive_what_goes(witness: Witness, triage: Operator) -> None:
    """By the command, but for the file, which Ann redrives at the API; all of it is on record."""
    path, before = f"/v1/queues/{FILE}", _redriven(witness)
    told = witness.stage.ann.get(f"{path}/letters").body
    (group,) = told["groups"]
    assert (group["verdict"], group["count"]) == ("safe to redrive", 1)
    asked = {"request": "T-7", "letters": group["letters"], "cause": group["cause"]}
    asked |= {"reason": "the key is back"}
    said = witness.stage.ann.write("POST", f"{path}/redrives", asked, "redrive the file")
    assert said.status == 201, said.body
    for queue in (POST, VALIDATE, CASES, REPUBLISH):
        for one in grouped(triage.examined(queue, LIMIT)):
            if one.verdict is not FIX:
                ids = [letter.id for letter in one.letters]
                triage.redrive(queue, ids, one.cause, "the settings are back")
    operator = triage.client("sts").get_caller_identity()["Arn"]
    wanted = [*before, *[operator] * 5, "ann"]
    witness.stage.wait("six redrives", lambda: sorted(_redriven(witness)) == sorted(wanted))


def _redriven(witness: Witness) -> list[str]:
    """Who had dead letters redriven."""
    heads = [item for (_, _, sk), item in witness.items().items() if sk == "head"]
    done = [one for one in heads if one["kind"] == "redrive" and one["state"] == "redriven"]
    return [json.loads(one["body"])["by"] for one in done]


def _ended(witness: Witness, file: str) -> bool:
    states = file_of(witness, file)
    return len(states) == 2 and not {"received", "validated", "posting"} & set(states)


def _head(witness: Witness, document: str) -> dict[str, str]:
    return witness.items()["LedgerTable", f"acme#{document}", "head"]

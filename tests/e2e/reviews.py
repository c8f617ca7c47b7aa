"""Scans in review on the deployed stage, and the executions that wait for them."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from local.caller import Said
from local.demo import company
from local.demo.stage import propose
from tests.e2e.processes import function_of
from tests.e2e.witness import Witness
from tests.unit.operations.captures import flat

POLICY_SECONDS = 61
"""Functions keep a policy for a minute; another test may have made them read it just now."""
SECONDS = {"remind_after_seconds": 4, "escalate_after_seconds": 4, "expire_after_seconds": 4}
RIGHT = "238.00"
"""The total that stands on the scan; what was read is something else."""


def in_a_hurry(witness: Witness) -> None:
    """The policy in seconds; and, as MiniStack reads no TimeoutSecondsPath, the machine's too."""
    propose(witness.stage, "capture", SECONDS)
    time.sleep(POLICY_SECONDS)
    states = witness.deployment.client("stepfunctions")
    known = states.describe_state_machine(stateMachineArn=machine(witness))
    definition = json.loads(known["definition"])
    for state in definition["States"].values():
        if path := state.pop("TimeoutSecondsPath", ""):
            state["TimeoutSeconds"] = SECONDS[path.removeprefix("$.")]
    states.update_state_machine(
        stateMachineArn=known["stateMachineArn"], definition=json.dumps(definition)
    )


def machine(witness: Witness) -> str:
    """The ARN of the one machine."""
    (one,) = witness.deployment.client("stepfunctions").list_state_machines()["stateMachines"]
    return str(one["stateMachineArn"])


def capture(witness: Witness) -> str:
    """A scan whose total was read wrong and unsurely; answers its document, in review."""
    number = witness.number()
    whole = company.invoice(number, today=datetime.now(UTC).date())
    values = {path: text for path, text in flat(whole) if not path.startswith("payment_means")}
    entity = values.pop("entity")
    fields = [
        {"field": path, "value": text, "confidence": "0.99"}
        for path, text in (values | {"totals.gross": "288.00"}).items()
    ]
    next(one for one in fields if one["field"] == "totals.gross")["confidence"] = "0.41"
    body = {"capture": number, "entity": entity, "fields": fields}
    said = witness.stage.procurement.write("POST", "/v1/invoices/captures", body, number)
    assert (said.status, said.body["state"]) == (201, "in_review"), said.body
    return str(said.body["id"])


def review(witness: Witness, document: str, **said: Any) -> Said:
    """Ann's word."""
    path = f"/v1/invoices/{document}/review"
    return witness.stage.ann.write("POST", path, said, f"review {document} {sorted(said)}")


def refuse(witness: Witness, document: str) -> None:
    """Ann refuses it."""
    said = review(witness, document, decision="refuse", reason="not for us")
    assert said.status == 200, said.body


def execution(witness: Witness, document: str) -> dict[str, Any]:
    """The execution of this document; raises if there is none."""
    arn = machine(witness).replace(":stateMachine:", ":execution:") + f":{document}-1"
    states = witness.deployment.client("stepfunctions")
    found: dict[str, Any] = states.describe_execution(executionArn=arn)
    return found


def path(witness: Witness, document: str) -> list[str]:
    """The states that it has entered."""
    arn = execution(witness, document)["executionArn"]
    states = witness.deployment.client("stepfunctions")
    events = states.get_execution_history(executionArn=arn, maxResults=1000)["events"]
    entered = (event.get("stateEnteredEventDetails") for event in events)
    return [str(state["name"]) for state in entered if state]


def ended(witness: Witness, document: str, seconds: float = 30) -> list[str]:
    """Wait until its execution has succeeded; answers its states."""

    def over() -> bool:
        return bool(execution(witness, document)["status"] != "RUNNING")

    witness.stage.wait("the execution is over", over, seconds)
    assert execution(witness, document)["status"] == "SUCCEEDED"
    return path(witness, document)


def token(witness: Witness, document: str) -> Mapping[str, str] | None:
    """The stored token of a document, as the table has it."""
    return witness.items().get(("LedgerTable", f"acme#{document}", "token#review"))


def waiting(witness: Witness) -> str:
    """A scan in review whose token is stored."""
    document = capture(witness)
    witness.stage.wait("a token", lambda: token(witness, document) is not None, 20)
    return document


@contextmanager
def held(witness: Witness, operation: str) -> Iterator[None]:
    """Nothing is delivered to this operation inside."""
    functions = witness.deployment.client("lambda")
    name = function_of(witness.deployment, operation)
    (mapping,) = functions.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    time.sleep(1)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)

"""Ten ways for a message to die on the deployed stage, each in the DLQ where it would."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import boto3

from functions.runtime.items import chain_hash
from local.engine.emulator import REGION
from local.triage.operator import Operator
from schemas.events.envelope import Envelope
from tests.e2e.processes import function_of
from tests.e2e.witness import Witness
from tests.unit.kernel.ubl import batch, ubl

RETRIED = "VisibilityTimeout"
NAMED = ("ONE", "TWO")
"""The invoices in a file."""


def at_work(witness: Witness) -> Operator:
    """Who operates the stage, by credentials of the emulator."""
    session = boto3.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION
    )
    return Operator.of("local", session, witness.deployment.emulator.url)


class Stage:
    """What is broken, so that it can be mended again."""

    def __init__(self, witness: Witness) -> None:
        self.witness = witness
        self._names: dict[str, str] = {}
        self._settings: dict[str, dict[str, str]] = {}
        self._visibility: dict[str, str] = {}

    def breaks(self, operation: str, **settings: str) -> None:
        """Its function gets wrong settings; what fails there comes back after a second."""
        lambda_, sqs = (self.witness.deployment.client(name) for name in ("lambda", "sqs"))
        name = self._names.get(operation) or function_of(self.witness.deployment, operation)
        self._names[operation] = name
        known = lambda_.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        self._settings.setdefault(name, known)
        url = self.witness.deployment.queue(operation)
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[RETRIED])["Attributes"]
        self._visibility.setdefault(url, asked[RETRIED])
        sqs.set_queue_attributes(QueueUrl=url, Attributes={RETRIED: "1"})
        self._configure(name, {**self._settings[name], **settings})

    def mends(self) -> None:
        """Everything is as it was deployed."""
        sqs = self.witness.deployment.client("sqs")
        for name, settings in self._settings.items():
            self._configure(name, settings)
        for url, seconds in self._visibility.items():
            sqs.set_queue_attributes(QueueUrl=url, Attributes={RETRIED: seconds})

    def _configure(self, name: str, settings: Mapping[str, str]) -> None:
        self.witness.deployment.client("lambda").update_function_configuration(
            FunctionName=name, Environment={"Variables": dict(settings)}
        )


def bury(witness: Witness, operation: str, body: str) -> None:
    """What died some other day."""
    url = witness.deployment.dead_letters(operation)
    witness.deployment.client("sqs").send_message(QueueUrl=url, MessageBody=body)


def told(witness: Witness, document: str, kind: str) -> dict[str, Any]:
    """The message in which this event of a document was announced."""
    for body in witness.tap.bodies():
        message: dict[str, Any] = json.loads(body)
        if message["detail"].get("document") == document and message["detail-type"] == kind:
            return message
    raise LookupError(f"{kind} of {document} was not announced")


def forged(message: Mapping[str, Any], **changes: Any) -> str:
    """The same event with other words, under a hash that is right."""
    true = Envelope.model_validate(message["detail"])
    false = true.model_copy(update=changes)
    false = false.model_copy(update={"hash": chain_hash(false)})
    return json.dumps({**message, "detail-type": false.type, "detail": false.model_dump()})


def drop(witness: Witness, name: str) -> None:
    """A file of two invoices with an account, so that it must be sealed."""
    day = str(datetime.now(UTC).date())
    content = batch(*(ubl(f"{name}-{n}", day=day, account="DE02120300000000202051") for n in NAMED))
    witness.deployment.client("s3").put_object(
        Bucket=witness.deployment.outputs["IntakeBucket"],
        Key=f"in/procurement/invoices/{name}.xml",
        Body=content,
    )


def file_of(witness: Witness, name: str) -> list[str]:
    """The states of the invoices of a file, once they are there."""
    found = [witness.heads(f"{name}-{n}") for n in NAMED]
    return [head["state"] for heads in found for head in heads]

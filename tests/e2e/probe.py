"""A function of our own on the engine, beside the app's: it tells what it was called with."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.deployment import Deployment
from local.engine.emulator import ROOT

ENGINE = ROOT / "local/engine"
PLAIN = """#!/bin/sh
export AWS_ENDPOINT_URL="http://127.0.0.1:$GATEWAY_PORT" PYTHONPATH="$LOCAL_LAYER"
cd "$LAMBDA_TASK_ROOT"
exec "$LOCAL_LAMBDA_PYTHON" -m awslambdaric "$_HANDLER"
"""
"""A bootstrap without our own runtime client: what the engine does with an answer as it is."""

SOURCE = """
import json, os, urllib.request
CALLS = []

def ask(operation, **asked):
    headers = {
        "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sqs/aws4_request",
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"AmazonSQS.{operation}",
    }
    url, body = os.environ["AWS_ENDPOINT_URL"], json.dumps(asked).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5).close()

def handler(event, context):
    records = event["Records"]
    CALLS.append(1)
    names = [r["body"] if "body" in r else r["dynamodb"]["Keys"]["sk"]["S"] for r in records]
    told = json.dumps({"names": names, "records": records})
    ask("SendMessage", QueueUrl=os.environ["SEEN"], MessageBody=told)
    if len(CALLS) > int(os.environ["FAILS"]):
        return {"batchItemFailures": []}
    if "POSTPONE" in os.environ:
        for r in records:
            ask(
                "ChangeMessageVisibility",
                QueueUrl=os.environ["POSTPONE"],
                ReceiptHandle=r["receiptHandle"],
                VisibilityTimeout=2,
            )
        return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in records]}
    first = records[0]["dynamodb"]["SequenceNumber"]
    return {"batchItemFailures": [{"itemIdentifier": first}]}
"""


class Probe:
    """A function behind one event source; `seen` is what each of its calls was about."""

    def __init__(self, deployment: Deployment, name: str, *, plain: bool, **environ: str) -> None:
        self._sqs: Any = deployment.client("sqs")
        self._lambda: Any = deployment.client("lambda")
        self._url = self._sqs.create_queue(QueueName=f"seen-{name}")["QueueUrl"]
        self.name = name
        self.calls: list[list[str]] = []
        self._lambda.create_function(
            FunctionName=name,
            Runtime="provided.al2023",
            Role="arn:aws:iam::000000000000:role/probe",
            Handler="probe.handler",
            Code={"ZipFile": _zipped(plain)},
            Timeout=10,
            Environment={"Variables": {"SEEN": self._url, **environ}},
        )

    @contextmanager
    def fed(self, source: str, **mapping: Any) -> Iterator[None]:
        """Called for what the source has, until the end."""
        made = self._lambda.create_event_source_mapping(
            FunctionName=self.name,
            EventSourceArn=source,
            FunctionResponseTypes=["ReportBatchItemFailures"],
            **mapping,
        )
        try:
            yield
        finally:
            self._lambda.delete_event_source_mapping(UUID=made["UUID"])

    def seen(self, calls: int, seconds: float = 10) -> list[list[str]]:
        """Wait for so many calls, or so long; answers what each call was about."""
        ends = time.monotonic() + seconds
        while len(self.calls) < calls and time.monotonic() < ends:
            asked = self._sqs.receive_message(
                QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            for message in asked.get("Messages", []):
                self.calls.append(json.loads(message["Body"])["names"])
                handle = message["ReceiptHandle"]
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=handle)
        return self.calls


def _zipped(plain: bool) -> bytes:
    packed = io.BytesIO()
    bootstrap = PLAIN if plain else (ENGINE / "bootstrap").read_text()
    with zipfile.ZipFile(packed, "w") as package:
        runs = zipfile.ZipInfo("bootstrap")
        runs.external_attr = 0o755 << 16
        package.writestr(runs, bootstrap)
        package.writestr("local_ric.py", (ENGINE / "local_ric.py").read_text())
        package.writestr("probe.py", SOURCE)
    return packed.getvalue()

"""Account numbers, looked for everywhere that the stack keeps or says anything.

In logs also every credential that there is, and every name of a supplier.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.demo.company import FILE_IBAN, IBAN, SUPPLIERS
from local.deployment import Deployment

SHORTEST = 8
"""A shorter credential could be a word like any other."""
NEEDLES = tuple(number.encode() for number in (IBAN, FILE_IBAN))


def places_in_clear(deployment: Deployment, folder: Path) -> list[str]:
    """Every place but what clients left in the intake where an account number stands in clear."""
    unsaid = (*NEEDLES, *_credentials(deployment), *_names())
    return [
        name
        for name, text in _everything(deployment, folder)
        if any(needle in text for needle in (unsaid if name.startswith("log ") else NEEDLES))
    ]


def _credentials(deployment: Deployment) -> Iterator[bytes]:
    """Every value of every secret of ours, addresses left out."""
    secrets = deployment.client("secretsmanager")
    for secret in secrets.list_secrets()["SecretList"]:
        said = secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"]
        values = json.loads(said) if said.startswith("{") else {"value": said}
        for name, value in values.items():
            if len(str(value)) >= SHORTEST and "url" not in name:
                yield str(value).encode()


def _names() -> Iterator[bytes]:
    for supplier in SUPPLIERS.values():
        yield str(supplier["name"]).encode()


def _everything(deployment: Deployment, folder: Path) -> Iterator[tuple[str, bytes]]:
    yield from _tables(deployment)
    yield from _objects(deployment)
    yield from _logs(deployment)
    yield from _queues(deployment)
    for log in ("emulator.log", "sap.log"):
        yield log, (folder / log).read_bytes()


def _tables(deployment: Deployment) -> Iterator[tuple[str, bytes]]:
    for output in ("LedgerTable", "KeysTable"):
        pages = (
            deployment.client("dynamodb")
            .get_paginator("scan")
            .paginate(TableName=deployment.outputs[output])
        )
        for page in pages:
            for item in page["Items"]:
                yield f"{output} {item['pk']} {item['sk']}", repr(item).encode()


def _objects(deployment: Deployment) -> Iterator[tuple[str, bytes]]:
    s3 = deployment.client("s3")
    for output in ("DocumentsBucket", "IntakeBucket", "FailuresBucket", "AuditBucket"):
        bucket = deployment.outputs[output]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in page.get("Versions", []):
                if output == "IntakeBucket" and version["Key"].startswith(("in/", "attached/")):
                    continue
                found = s3.get_object(
                    Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"]
                )
                yield f"{output} {version['Key']}", found["Body"].read()


def _logs(deployment: Deployment) -> Iterator[tuple[str, bytes]]:
    logs = deployment.client("logs")
    for groups in logs.get_paginator("describe_log_groups").paginate():
        for group in groups["logGroups"]:
            name = group["logGroupName"]
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=name)
            for page in pages:
                for event in page["events"]:
                    yield f"log {name}", event["message"].encode()


def _queues(deployment: Deployment) -> Iterator[tuple[str, bytes]]:
    sqs: Any = deployment.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
        for message in found.get("Messages", []):
            yield f"queue {url}", message["Body"].encode()

"""Account numbers, looked for everywhere that the stack keeps or says anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.demo.company import FILE_IBAN, IBAN
from local.deployment import Deployment

NEEDLES = tuple(number.encode() for number in (IBAN, FILE_IBAN))


def places_in_clear(deployment: Deployment, folder: Path) -> list[str]:
    """Every place but the dropped originals where an account number stands in clear."""
    return [
        name
        for name, text in _everything(deployment, folder)
        if any(needle in text for needle in NEEDLES)
    ]


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
    for output in ("DocumentsBucket", "IntakeBucket", "FailuresBucket"):
        bucket = deployment.outputs[output]
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            for version in page.get("Versions", []):
                if output == "IntakeBucket" and version["Key"].startswith("in/"):
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

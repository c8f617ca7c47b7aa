"""Each function can do its work with its own role, and nothing beyond, with IAM enforced."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
import pytest

from local.demo import company
from local.demo.stage import Stage
from local.engine.emulator import REGION
from local.load.documents import file_of
from tests.e2e import enforcement
from tests.house import OPERATIONS

pytestmark = pytest.mark.e2e
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A deployed stage where IAM is enforced."""
    started: list[Callable[[], None]] = []
    try:
        yield enforcement.enforced(tmp_path_factory.mktemp("enforced"), started)
    finally:
        for end in reversed(started):
            end()


def _announce(stage: Stage, document: str, state: str) -> None:
    """The stream is dead, so each hop is announced by hand, through the relay's own role."""
    sqs, url = stage.deployment.client("sqs"), stage.deployment.queue("operations.republish")
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps({"tenant": "acme", "document": document}))
    stage.wait(f"{document} {state}", lambda: stage.state(document) == state, 60)


def test_an_invoice_from_the_door_to_sap(stage: Stage) -> None:
    body = company.invoice("IAM-1", today=TODAY)
    said = stage.procurement.write("POST", "/v1/invoices", body, "iam 1")
    assert said.status == 201, said.body
    document = said.body["id"]
    _announce(stage, document, "validated")
    _announce(stage, document, "posted")
    assert stage.postings()["count"] == 1
    assert stage.ann.get("/v1/invoices?entity=DE01&state=posted").body["items"]
    assert stage.ann.get(f"/v1/documents/{document}/timeline").body["intact"] is True


def test_a_file_is_read_and_acknowledged(stage: Stage) -> None:
    s3, bucket = stage.deployment.client("s3"), stage.deployment.outputs["IntakeBucket"]
    body = file_of("ubl", ["IAM-00002"], 1, str(TODAY))
    s3.put_object(Bucket=bucket, Key="in/procurement/invoices/iam.xml", Body=body)

    def answered() -> list[Any]:
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="out/procurement/").get("Contents", [])
        found = [s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed]
        return [line for one in found for line in json.loads(one)["documents"]]

    stage.wait("the acknowledgement", lambda: bool(answered()), 60)
    assert [line["outcome"] for line in answered()] == ["accepted"]


def test_no_role_does_more_than_its_operation_says(stage: Stage) -> None:
    roles = enforcement.roles(stage.deployment)
    assert roles.keys() >= {one.name for one in OPERATIONS}
    for operation in OPERATIONS:
        client = _as(stage, roles[operation.name])
        tried = enforcement.probes(stage.deployment, client)
        could = {name for name, call in tried if enforcement.allowed(call)}
        assert could == enforcement.due(operation), operation.name


def _as(stage: Stage, role: str) -> Callable[[str], Any]:
    """Clients of one who has taken this role."""
    sts = stage.deployment.client("sts")
    taken = sts.assume_role(RoleArn=role, RoleSessionName="probe")["Credentials"]
    make: Callable[..., Any] = boto3.client

    @cache
    def client(service: str) -> Any:
        return make(
            service,
            endpoint_url=stage.deployment.emulator.url,
            region_name=REGION,
            aws_access_key_id=taken["AccessKeyId"],
            aws_secret_access_key=taken["SecretAccessKey"],
            aws_session_token=taken["SessionToken"],
        )

    return client

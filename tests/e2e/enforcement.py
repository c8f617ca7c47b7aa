"""The emulator with IAM enforcement, which it takes only after the deploy: what has to be mended.

With `AUTH=true` from the start the deploy itself fails. Three things are the emulator's and no part
of what is tried: a reference to a secret is its name where AWS gives its ARN, so that no grant on
it matches; asking for parameters by their path is checked against `*`, not the path; and it speaks
HTTP only, which the policies of our buckets, queues and topics refuse.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from functions.runtime.operation import Grant, Operation
from local.demo.stage import Stage, raise_stage
from local.deployment import Deployment
from local.engine.emulator import free_port, start
from tests.infra.test_roles import implied

NOBODY = {"pk": {"S": "nobody"}, "sk": {"S": "head"}}
DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")


def enforced(folder: Path, started: list[Callable[[], None]]) -> Stage:
    """A stage whose functions can do what their roles say; its stream is dead since the restart."""
    kept = {"PERSIST_STATE": "1", "STATE_DIR": str(folder / "state")}
    kept |= {"S3_PERSIST": "1", "S3_DATA_DIR": str(folder / "s3")}
    stage = raise_stage(folder, started, free_port(4566), **kept)
    _mend_roles(stage.deployment)
    _mend_transport(stage.deployment)
    port = stage.deployment.emulator.port
    stage.deployment.emulator.stop()
    stage.deployment.emulator = start(folder, port, AUTH="true", **kept)
    started.append(stage.deployment.emulator.stop)
    return stage


def _mend_roles(deployment: Deployment) -> None:
    found = deployment.client("secretsmanager").list_secrets()["SecretList"]
    arns = {secret["Name"]: secret["ARN"] for secret in found}
    iam = deployment.client("iam")
    for role in roles(deployment).values():
        name = role.rpartition("/")[2]
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            said = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for one in said["Statement"]:
                named = one["Resource"]
                named = named if isinstance(named, list) else [named]
                by_path = one["Action"] == "ssm:GetParametersByPath"
                one["Resource"] = ["*"] if by_path else [arns.get(part, part) for part in named]
            text = json.dumps(said)
            iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=text)


def _mend_transport(deployment: Deployment) -> None:
    s3, sqs, sns = (deployment.client(name) for name in ("s3", "sqs", "sns"))
    for bucket in s3.list_buckets()["Buckets"]:
        try:
            said = s3.get_bucket_policy(Bucket=bucket["Name"])["Policy"]
        except ClientError:
            continue
        s3.delete_bucket_policy(Bucket=bucket["Name"])
        if mended := _by_any_transport(said):
            s3.put_bucket_policy(Bucket=bucket["Name"], Policy=mended)
    for url in sqs.list_queues()["QueueUrls"]:
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
        if said := asked.get("Attributes", {}).get("Policy"):
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": _by_any_transport(said)})
    for topic in sns.list_topics()["Topics"]:
        arn = {"TopicArn": topic["TopicArn"], "AttributeName": "Policy"}
        said = sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"].get("Policy")
        if mended := _by_any_transport(said or "{}"):
            sns.set_topic_attributes(**arn, AttributeValue=mended)


def _by_any_transport(policy: str) -> str:
    """The policy without what asks for TLS; empty where that was all."""
    said = json.loads(policy)
    kept = [
        one for one in said.get("Statement", []) if "aws:SecureTransport" not in json.dumps(one)
    ]
    return json.dumps({**said, "Statement": kept}) if kept else ""


def roles(deployment: Deployment) -> dict[str, str]:
    """The role of each operation's function, by the operation's name."""
    pages = deployment.client("lambda").get_paginator("list_functions").paginate()
    found = (function for page in pages for function in page["Functions"])
    named = ((one.get("Environment", {}).get("Variables", {}), one["Role"]) for one in found)
    return {
        said["OPERATION"].removeprefix("functions."): role
        for said, role in named
        if "OPERATION" in said
    }


def probes(deployment: Deployment, client: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """Calls that do no harm where they are allowed, by what allows them."""
    told = deployment.outputs
    table, sign = {"TableName": told["LedgerTable"]}, {"SigningAlgorithm": "ECDSA_SHA_256"}
    entry = {"EventBusName": told["InternalBus"], "Source": "probe", "DetailType": "Probe"}
    unmet = {**table, "Key": NOBODY, "ConditionExpression": "attribute_exists(pk)"}
    other = {"Bucket": told["IntakeBucket"], "Key": "in/procurement/invoices/probe", "Body": b""}
    yield "publish", lambda: client("events").put_events(Entries=[{**entry, "Detail": "{}"}])
    yield "scan", lambda: client("dynamodb").scan(**table, Limit=1)
    yield "delete an item", lambda: client("dynamodb").delete_item(**unmet)
    yield "drop the table", lambda: client("dynamodb").delete_table(**table)
    yield (
        "SAP's secret",
        lambda: client("secretsmanager").get_secret_value(SecretId=told["SecretSap"]),
    )
    yield "sign", lambda: client("kms").sign(KeyId=told["AuditKey"], Message=b"x", **sign)
    yield "drop a file", lambda: client("s3").put_object(**other)
    yield "make a user", lambda: client("iam").create_user(UserName="probe")


def due(operation: Operation) -> set[str]:
    """Which of the probes its declaration allows."""
    actions, grants = implied(operation), operation.grants
    allowed = {
        "publish": Grant.PUBLISH in grants,
        "scan": "dynamodb:Scan" in actions,
        "delete an item": "dynamodb:DeleteItem" in actions,
        "SAP's secret": operation.effect is not None or Grant.REMOTE in grants,
        "sign": Grant.AUDIT in grants,
    }
    return {name for name, allows in allowed.items() if allows}


def allowed(call: Callable[[], Any]) -> bool:
    """Whether IAM let it through, whatever the service then said."""
    try:
        call()
    except ClientError as refused:
        return refused.response["Error"]["Code"] not in DENIED
    return True

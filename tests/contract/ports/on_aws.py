"""Engines that speak AWS: what the adapters need is created, as the stacks would."""

import json
import time
from typing import Any

import boto3

from functions.runtime.aws import ports_from
from functions.runtime.aws.wire import Send
from tests.contract.ports.engine import OPERATIONS, SETTINGS, SYSTEM, WORKFLOW, Engine, Taken

PATH = "/tieout/test/queues"
PATIENCE_SECONDS = 5


def engine(name: str, environ: dict[str, str], send: Send | None = None) -> Engine:
    """The adapters over whatever `environ` or `send` leads to, with all that they need deployed."""
    session = boto3.Session(
        aws_access_key_id="test", aws_secret_access_key="test", region_name=environ["AWS_REGION"]
    )
    endpoint = environ.get("AWS_ENDPOINT_URL")

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=endpoint)  # type: ignore[call-overload] # service names are data

    deployed = environ | _tables(client("dynamodb")) | _secrets(client) | _bucket(client("s3"))
    machine, told = _machine(client("stepfunctions"), client("sqs"))
    deployed["WORKFLOWS"] = json.dumps({WORKFLOW: machine})
    queues = _queues(client("sqs"), client("ssm"))
    heard = _listen(client("events"), client("sqs"))
    sqs = client("sqs")

    def hear() -> list[dict[str, str]]:
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            bodies = [json.loads(one.body) for one in _receive(sqs, heard, delete=True)]
            if bodies:
                return [
                    {
                        "source": body["source"],
                        "type": body["detail-type"],
                        "detail": json.dumps(body["detail"]),
                    }
                    for body in bodies
                ]
            time.sleep(0.1)
        return []

    def versions(object_name: str) -> list[str]:
        listed = client("s3").list_object_versions(Bucket="tieout-docs", Prefix=object_name)
        return [one["VersionId"] for one in reversed(listed["Versions"])]

    return Engine(
        name=name,
        ports=ports_from({**deployed, "QUEUES_PATH": PATH, "BUS_NAME": "tieout-test"}, send=send),
        receive=lambda operation: _receive(sqs, queues[operation]),
        dead=lambda operation: [one.body for one in _receive(sqs, queues[f"{operation}-dead"])],
        heard=hear,
        versions=versions,
        tokens=lambda: [one.body for one in _waited_for(sqs, told)],
        pause=time.sleep,
    )


def _waited_for(sqs: Any, url: str) -> list[Taken]:
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        if found := _receive(sqs, url, delete=True):
            return found
        time.sleep(0.1)
    return []


def _machine(states: Any, sqs: Any) -> tuple[str, str]:
    """A machine that puts its token on a queue; no function is needed for that."""
    told = str(sqs.create_queue(QueueName="tieout-told")["QueueUrl"])
    waits = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": told, "MessageBody.$": "$$.Task.Token"},
        "TimeoutSecondsPath": "$.seconds",
        "End": True,
    }
    made = states.create_state_machine(
        name="tieout-note",
        definition=json.dumps({"StartAt": "Wait", "States": {"Wait": waits}}),
        roleArn="arn:aws:iam::123456789012:role/tieout",
    )
    return str(made["stateMachineArn"]), told


def _tables(dynamodb: Any) -> dict[str, str]:
    text = [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "gpk", "gsk")]
    schema = _schema("pk", "sk")
    dynamodb.create_table(
        TableName="tieout-ledger",
        AttributeDefinitions=text,
        KeySchema=schema,
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        GlobalSecondaryIndexes=[
            {
                "IndexName": "listed",
                "KeySchema": _schema("gpk", "gsk"),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    dynamodb.create_table(
        TableName="tieout-keys",
        AttributeDefinitions=text[:2],
        KeySchema=schema,
        BillingMode="PAY_PER_REQUEST",
    )
    return {"LEDGER_TABLE": "tieout-ledger", "KEYS_TABLE": "tieout-keys"}


def _schema(hashed: str, ranged: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hashed, "KeyType": "HASH"},
        {"AttributeName": ranged, "KeyType": "RANGE"},
    ]


def _bucket(s3: Any) -> dict[str, str]:
    s3.create_bucket(
        Bucket="tieout-docs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(Bucket="tieout-docs", VersioningConfiguration={"Status": "Enabled"})
    s3.create_bucket(
        Bucket="tieout-audit",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ObjectLockEnabledForBucket=True,
    )
    retained = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}
    s3.put_object_lock_configuration(
        Bucket="tieout-audit",
        ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": retained},
    )
    return {"DOCUMENTS_BUCKET": "tieout-docs", "AUDIT_BUCKET": "tieout-audit"}


def _secrets(client: Any) -> dict[str, str]:
    keeper, kms = client("secretsmanager"), client("kms")
    blind = keeper.create_secret(Name="tieout-blind", SecretString="a random string")["ARN"]
    system = keeper.create_secret(Name="tieout-sap", SecretString=json.dumps(SETTINGS))["ARN"]
    return {
        "DATA_KEY": kms.create_key()["KeyMetadata"]["Arn"],
        "BLIND_SECRET": blind,
        "AUDIT_KEY": kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"][
            "Arn"
        ],
        "SYSTEM_SECRETS": json.dumps({SYSTEM: system}),
    }


def _queues(sqs: Any, ssm: Any) -> dict[str, str]:
    urls: dict[str, str] = {}
    for operation in OPERATIONS:
        dead = sqs.create_queue(QueueName=f"tieout-{operation}-dead")["QueueUrl"]
        redrive = {"deadLetterTargetArn": _arn(sqs, dead), "maxReceiveCount": 5}
        attributes = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "180"}
        made = sqs.create_queue(QueueName=f"tieout-{operation}", Attributes=attributes)
        urls |= {operation: made["QueueUrl"], f"{operation}-dead": dead}
        ssm.put_parameter(Name=f"{PATH}/{operation}", Value=made["QueueUrl"], Type="String")
    return urls


def _listen(events: Any, sqs: Any) -> str:
    heard = str(sqs.create_queue(QueueName="tieout-heard")["QueueUrl"])
    events.create_event_bus(Name="tieout-test")
    pattern = json.dumps({"source": ["tieout.test"]})
    events.put_rule(Name="heard", EventBusName="tieout-test", EventPattern=pattern)
    target = {"Id": "heard", "Arn": _arn(sqs, heard)}
    events.put_targets(Rule="heard", EventBusName="tieout-test", Targets=[target])
    return heard


def _arn(sqs: Any, url: str) -> str:
    asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return str(asked["Attributes"]["QueueArn"])


def _receive(sqs: Any, url: str, *, delete: bool = False) -> list[Taken]:
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    if delete:
        for one in found:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=one["ReceiptHandle"])
    return [Taken(one["Body"], one["ReceiptHandle"]) for one in found]

"""Restore through the API what the emulator's CloudFormation drops in silence.

Every row reads what the deployed template asks for, so nothing is said a second time, and a row
that finds it done does nothing: run it after each deployment.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import boto3
from botocore.exceptions import ClientError

Json = Mapping[str, Any]
Client = Callable[[str], Any]
"""An AWS client by its service's name."""

ARCHIVE = "tieout"
"""Events::Archive is refused by the emulator, so the template of its stage has none."""


def restore(stage: str, client: Client) -> list[str]:
    """Restore all of it for the stage's stacks; says what was restored, by logical id."""
    said = []
    key = _outputs(client, f"tieout-{stage}-platform")["StoredKey"]
    for stack in _stacks(client, f"tieout-{stage}-"):
        for name, physical, kind, asked in _resources(client, stack):
            for fix in FIXES.get(kind, ()):
                if done := fix(client, physical, asked, key):
                    said.append(f"{name}: {done}")
    return said


def _expiry(client: Client, table: str, asked: Json, _key: str) -> str:
    wanted, dynamodb = asked.get("TimeToLiveSpecification"), client("dynamodb")
    found = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if not wanted or found["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        return ""
    dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=dict(wanted))
    return "items expire"


def _recovery(client: Client, table: str, asked: Json, _key: str) -> str:
    wanted, dynamodb = asked.get("PointInTimeRecoverySpecification"), client("dynamodb")
    found = dynamodb.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    state = found.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus")
    if not wanted or state == "ENABLED":
        return ""
    dynamodb.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification=dict(wanted)
    )
    return "point-in-time recovery"


def _table_key(client: Client, table: str, asked: Json, key: str) -> str:
    dynamodb = client("dynamodb")
    found = dynamodb.describe_table(TableName=table)["Table"].get("SSEDescription", {})
    if not asked.get("SSESpecification") or found.get("KMSMasterKeyArn") == key:
        return ""
    sse = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
    dynamodb.update_table(TableName=table, SSESpecification=sse)
    return "encrypted with our key"


def _bucket_key(client: Client, bucket: str, asked: Json, key: str) -> str:
    wanted = asked.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [{}])[0]
    default = wanted.get("ServerSideEncryptionByDefault", {})
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
        "BucketKeyEnabled": True,
    }
    if default.get("SSEAlgorithm") != "aws:kms" or rule in _bucket_rules(client, bucket):
        return ""
    client("s3").put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    return "encrypted with our key"


def _bucket_lock(client: Client, bucket: str, asked: Json, _key: str) -> str:
    wanted, s3 = asked.get("ObjectLockConfiguration"), client("s3")
    if not wanted or _locked(s3, bucket):
        return ""
    s3.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=dict(wanted))
    return "nobody removes what is in it"


def _locked(s3: Any, bucket: str) -> bool:
    try:
        s3.get_object_lock_configuration(Bucket=bucket)
    except ClientError:
        return False
    return True


def _bucket_rules(client: Client, bucket: str) -> list[Json]:
    try:
        found = client("s3").get_bucket_encryption(Bucket=bucket)
    except ClientError:
        return []
    return list(found["ServerSideEncryptionConfiguration"]["Rules"])


def _archive(client: Client, bus: str, _asked: Json, _key: str) -> str:
    events = client("events")
    if bus.endswith("-inbound") or events.list_archives(NamePrefix=ARCHIVE)["Archives"]:
        return ""
    arn = events.describe_event_bus(Name=bus)["Arn"]
    events.create_archive(ArchiveName=ARCHIVE, EventSourceArn=arn, RetentionDays=7)
    return "archived"


def _problems(client: Client, api: str, asked: Json, _key: str) -> str:
    gateway = client("apigateway")
    answers = asked.get("Body", {}).get("x-amazon-apigateway-gateway-responses", {})
    found = gateway.get_gateway_responses(restApiId=api, limit=500)["items"]
    ours = {answer["responseType"] for answer in found if not answer["defaultResponse"]}
    missing = sorted(answers.keys() - ours)
    for kind in missing:
        answer = dict(answers[kind])
        if "statusCode" in answer:
            answer["statusCode"] = str(answer["statusCode"])
        gateway.put_gateway_response(restApiId=api, responseType=kind, **answer)
    if not missing:
        return ""
    for stage in gateway.get_stages(restApiId=api)["item"]:
        gateway.create_deployment(restApiId=api, stageName=stage["stageName"])
    return "answers problems"


Fix = Callable[[Client, str, Json, str], str]
FIXES: Mapping[str, tuple[Fix, ...]] = {
    "AWS::DynamoDB::Table": (_expiry, _recovery, _table_key),
    "AWS::S3::Bucket": (_bucket_key, _bucket_lock),
    "AWS::Events::EventBus": (_archive,),
    "AWS::ApiGateway::RestApi": (_problems,),
}
"""What to restore, by resource type."""


def _stacks(client: Client, prefix: str) -> list[str]:
    found = client("cloudformation").describe_stacks()["Stacks"]
    return sorted(stack["StackName"] for stack in found if stack["StackName"].startswith(prefix))


def _outputs(client: Client, stack: str) -> dict[str, str]:
    found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in found}


def _resources(client: Client, stack: str) -> Iterator[tuple[str, str, str, Json]]:
    """Logical id, physical id, type, and the properties that the template asks for."""
    cloudformation = client("cloudformation")
    body = cloudformation.get_template(StackName=stack)["TemplateBody"]
    template = json.loads(body) if isinstance(body, str) else body
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    for resource in found:
        name = resource["LogicalResourceId"]
        asked = template["Resources"].get(name, {}).get("Properties", {})
        yield name, resource["PhysicalResourceId"], resource["ResourceType"], asked


if __name__ == "__main__":
    for line in restore("local", cast(Client, boto3.client)):
        print(line)

"""What the stacks would deploy, created on moto: tables, buckets, bus, queues behind rules."""

import json
from collections.abc import Callable
from typing import Any

from functions.runtime.triggers import Every, File, On, Task
from tests.house import HOME, OPERATIONS
from tests.integration.tables import asked_for

REGION = "eu-west-1"
PATH = "/tieout/moto/queues"
BUS = "moto-internal"
NAMES = {"ledger": "moto-ledger", "keys": "moto-keys"}
BUCKETS = {"documents": "moto-documents", "intake": "moto-intake", "failures": "moto-failures"}
CONSUMERS = [
    operation
    for operation in OPERATIONS
    if any(isinstance(trigger, On | File | Every | Task) for trigger in operation.triggers)
]
"""Those with a queue of their own."""

Client = Callable[[str], Any]
"""A client by its service's name."""


def deployed(client: Client) -> dict[str, str]:
    """All but queues and bus; answers the environment of a function that may do everything."""
    for name, asked in asked_for().items():
        client("dynamodb").create_table(TableName=NAMES[name], **asked)
    s3, keeper = client("s3"), client("secretsmanager")
    for bucket in BUCKETS.values():
        where = {"LocationConstraint": REGION}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        versioned = {"Status": "Enabled"}
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioned)
    blind = keeper.create_secret(Name="moto-blind", SecretString="any random string")
    return {
        "AWS_REGION": REGION,
        "HOME_TENANT": HOME,
        "LEDGER_TABLE": NAMES["ledger"],
        "KEYS_TABLE": NAMES["keys"],
        **{f"{name.upper()}_BUCKET": bucket for name, bucket in BUCKETS.items()},
        "BUS_NAME": BUS,
        "QUEUES_PATH": PATH,
        "DATA_KEY": client("kms").create_key()["KeyMetadata"]["Arn"],
        "BLIND_SECRET": blind["ARN"],
        "TOPICS": json.dumps({"*": client("sns").create_topic(Name="moto-desk")["TopicArn"]}),
    }


def queues(client: Client) -> dict[str, str]:
    """A queue for each operation, behind rules as `infra` makes them."""
    sqs, events, urls = client("sqs"), client("events"), {}
    events.create_event_bus(Name=BUS)
    for operation in CONSUMERS:
        name = operation.name.replace(".", "-")
        urls[operation.name] = url = sqs.create_queue(QueueName=name)["QueueUrl"]
        client("ssm").put_parameter(Name=f"{PATH}/{operation.name}", Value=url, Type="String")
        asked = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        target = {"Id": "queue", "Arn": asked["Attributes"]["QueueArn"]}
        types = [
            kind.detail_type()
            for trigger in operation.triggers
            if isinstance(trigger, On)
            for kind in trigger.events
        ]
        if types:
            pattern = json.dumps({"detail-type": types})
            events.put_rule(Name=name, EventBusName=BUS, EventPattern=pattern)
            events.put_targets(Rule=name, EventBusName=BUS, Targets=[target])
    return urls


def stream(client: Client) -> str:
    """Where the ledger's stream begins."""
    told = client("dynamodb").describe_table(TableName=NAMES["ledger"])["Table"]
    streams, arn = client("dynamodbstreams"), told["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    asked = streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )
    return str(asked["ShardIterator"])

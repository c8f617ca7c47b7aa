"""The whole house over the real AWS ports, as moto plays AWS; SAP stays in memory."""

import json
from collections.abc import Mapping
from typing import Any

import boto3

from functions.runtime.aws import ports_from
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.triggers import Every, File, On, Task
from local.simulators.sap.remote import SimulatedRemote
from tests.house import HOME, LOG, OPERATIONS, House
from tests.integration.outage import Outage
from tests.integration.tables import asked_for

REGION = "eu-west-1"
PATH = "/tieout/moto/queues"
BUS = "moto-internal"
NAMES = {"ledger": "moto-ledger", "keys": "moto-keys"}
BUCKETS = {"documents": "moto-documents", "intake": "moto-intake", "failures": "moto-failures"}
AT_ONCE = 10
CONSUMERS = [
    operation
    for operation in OPERATIONS
    if any(isinstance(trigger, On | File | Every | Task) for trigger in operation.triggers)
]
"""Those with a queue of their own."""


class Cloud(House):
    """Tables, buckets, bus and queues on moto; the relay reads the table's real stream."""

    def __init__(self, outage: Outage, beside: boto3.Session) -> None:
        super().__init__()
        self.outage = outage
        self.beside = beside
        self.clients: dict[str, Any] = {}
        self.queues = self._queues()
        self.ports = ports_from(self._deployed())._replace(
            remote=SimulatedRemote(self.sap),
            clock=self.world.clock,
            new_id=self.world.ids,
            jitter=self.world.dice,
            pause=self.world.clock.pause,
        )
        self.stopped = ""
        """An invoice on exception, for whoever only reads."""
        self._iterator = self._stream()

    def client(self, service: str) -> Any:
        """A client beside the ports, to deploy and to look."""
        if service not in self.clients:
            make: Any = self.beside.client
            self.clients[service] = make(service, region_name=REGION)
        return self.clients[service]

    def invoke(self, operation: Operation, event: Mapping[str, Any]) -> Any:
        """One invocation of the operation's function."""
        kernel = self.kernels.get(operation.name) or Kernel.over(self.ports)
        self.kernels[operation.name] = kernel
        return dispatch(kernel, operation, event, LOG)

    def serve(self, name: str, body: str) -> bool:
        """Deliver a message past its queue; answers whether it was done."""
        record = {
            "messageId": "1",
            "receiptHandle": "past-the-queue",
            "eventSource": "aws:sqs",
            "body": body,
        }
        answer = self.invoke(self.operation(name), {"Records": [record]})
        return not answer["batchItemFailures"]

    def new_events(self) -> list[dict[str, Any]]:
        """What the stream's filter lets through, since the last time."""
        streams = self.client("dynamodbstreams")
        page = streams.get_records(ShardIterator=self._iterator)
        self._iterator = page["NextShardIterator"]
        return [
            {**record, "eventSource": "aws:dynamodb"}
            for record in page["Records"]
            if record["eventName"] == "INSERT"
            and record["dynamodb"]["Keys"]["sk"]["S"].startswith("event#")
        ]

    def relay(self) -> None:
        """Hand the relay what is new."""
        records = self.new_events()
        if records:
            answer = self.invoke(self.operation("operations.relay"), {"Records": records})
            assert answer == {"batchItemFailures": []}

    def take(self, name: str) -> list[str]:
        """Take everything off an operation's queue."""
        sqs, url, bodies = self.client("sqs"), self.queues[name], []
        while True:
            asked = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=AT_ONCE)
            for message in asked.get("Messages", []):
                bodies.append(str(message["Body"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if not asked.get("Messages"):
                return bodies

    def settle(self, rounds: int = 200, *, but: str = "") -> None:
        """Relay and deliver until nothing moves; one operation's queue may be left as it is."""
        for _ in range(rounds):
            self.relay()
            moved = False
            for name in self.queues:
                for body in self.take(name) if name != but else ():
                    assert self.serve(name, body), name
                    moved = True
            if not moved:
                return
        raise AssertionError("the house does not come to rest")

    def drop(self, key: str, content: bytes, *, notify: bool = True) -> str:
        """Put an object in the intake bucket; its notification goes to the file operation."""
        put = self.client("s3").put_object(Bucket=BUCKETS["intake"], Key=key, Body=content)
        told = {"key": key, "size": len(content), "version-id": put["VersionId"]}
        message = json.dumps(
            {"source": "aws.s3", "detail-type": "Object Created", "detail": {"object": told}}
        )
        for operation in OPERATIONS if notify else ():
            if any(isinstance(trigger, File) for trigger in operation.triggers):
                self.client("sqs").send_message(
                    QueueUrl=self.queues[operation.name], MessageBody=message
                )
        return message

    def everything(self) -> dict[tuple[str, str, str], Any]:
        """Every item of both tables, past every port."""
        found = {}
        for table in NAMES.values():
            pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=table)
            for item in (item for page in pages for item in page["Items"]):
                found[table, item["pk"]["S"], item["sk"]["S"]] = item
        return found

    def _deployed(self) -> dict[str, str]:
        for name, asked in asked_for().items():
            self.client("dynamodb").create_table(TableName=NAMES[name], **asked)
        s3, keeper = self.client("s3"), self.client("secretsmanager")
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
            "DATA_KEY": self.client("kms").create_key()["KeyMetadata"]["Arn"],
            "BLIND_SECRET": blind["ARN"],
        }

    def _queues(self) -> dict[str, str]:
        """A queue for each operation, behind rules as `infra` makes them."""
        sqs, events, urls = self.client("sqs"), self.client("events"), {}
        events.create_event_bus(Name=BUS)
        for operation in CONSUMERS:
            name = operation.name.replace(".", "-")
            urls[operation.name] = url = sqs.create_queue(QueueName=name)["QueueUrl"]
            self.client("ssm").put_parameter(
                Name=f"{PATH}/{operation.name}", Value=url, Type="String"
            )
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

    def _stream(self) -> str:
        told = self.client("dynamodb").describe_table(TableName=NAMES["ledger"])["Table"]
        streams, arn = self.client("dynamodbstreams"), told["LatestStreamArn"]
        (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        asked = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        return str(asked["ShardIterator"])

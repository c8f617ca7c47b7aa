"""The whole house over the real AWS ports, as moto plays AWS; SAP stays in memory."""

import json
import os
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import boto3
from moto.backends import get_backend
from moto.core.models import DEFAULT_ACCOUNT_ID

from functions.runtime.aws import ports_from
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.triggers import File
from local.simulators.remote import SimulatedRemote
from tests.house import LOG, OPERATIONS, House
from tests.integration.deployed import BUCKETS, NAMES, REGION, deployed, queues, stream
from tests.integration.outage import Outage

AT_ONCE = 10


class Cloud(House):
    """Tables, buckets, bus and queues on moto; the relay reads the table's real stream."""

    def __init__(self, outage: Outage, beside: boto3.Session) -> None:
        super().__init__()
        self.outage = outage
        self.beside = beside
        self.clients: dict[str, Any] = {}
        self.queues = queues(self.client)
        self.ports = ports_from({**os.environ, **deployed(self.client)}, send=outage.send)._replace(
            remote=SimulatedRemote(self.sap),
            workflows=self.world.workflows,
            clock=self.world.clock,
            new_id=self.world.ids,
            jitter=self.world.dice,
            pause=self.world.clock.pause,
        )
        self.stopped = ""
        """An invoice on exception, for whoever only reads."""
        self._iterator = stream(self.client)
        self._base: dict[str, Any] = {}

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

    def remember(self) -> None:
        """What stands in the tables now is what every test finds."""
        self._base = {name: deepcopy(table.items) for name, table in self._tables().items()}

    def forget(self) -> None:
        """Back to what was remembered; moto copies the whole table for each write in a transaction,
        so that what other tests left would cost each one more than its own work."""
        for name, table in self._tables().items():
            table.items = deepcopy(self._base[name])
            if table.stream_shard:
                table.stream_shard.items.clear()
        self._iterator = stream(self.client)

    def _tables(self) -> Mapping[str, Any]:
        backends: Any = get_backend("dynamodb")
        found: Mapping[str, Any] = backends[DEFAULT_ACCOUNT_ID][REGION].tables
        return found

    def cases(self, state: str) -> int:
        """How many exception cases are in this state."""
        heads = (item for (_, _, sk), item in self.everything().items() if sk == "head")
        return sum(i["kind"]["S"] == "case" and i["state"]["S"] == state for i in heads)

    def acknowledged(self) -> str:
        """All that the acknowledgements of dropped files say."""
        s3, bucket = self.client("s3"), BUCKETS["intake"]
        listed = s3.list_objects_v2(Bucket=bucket, Prefix="out/").get("Contents", [])
        found = (s3.get_object(Bucket=bucket, Key=one["Key"])["Body"] for one in listed)
        return "".join(body.read().decode() for body in found)

"""Who watches the deployed stage: its ledger, its bus, its queues, and what SAP holds."""

import itertools
import json
import time
from datetime import UTC, datetime
from typing import Any

from functions.payables.bills import reference
from functions.runtime.registry import discover
from local.caller import Said
from local.demo import company
from local.demo.stage import Stage
from tests.e2e.tap import Tap

OPERATIONS = discover()
REST_SECONDS = 1.5
"""No message for so long: longer than the stream and the bus take together."""

Item = dict[str, str]
Where = tuple[str, str, str]
_numbers = itertools.count(1)


class Witness:
    """The stage and everything that can be seen of it from outside its functions."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.deployment = stage.deployment
        self.bus = self.deployment.outputs["InternalBus"]
        self.tap = Tap(self.deployment, self.bus, [{"prefix": "tieout."}])
        self.files = Tap(self.deployment, "default", ["aws.s3"])
        sqs = self.deployment.client("sqs")
        self.queues = sqs.list_queues(QueueNamePrefix="tieout-")["QueueUrls"]

    def number(self) -> str:
        """An invoice number that no other test uses."""
        return f"E-{next(_numbers):04}"

    def submit(self, number: str, key: str = "", **changes: Any) -> Said:
        """Submit an invoice as the procurement system."""
        body = company.invoice(number, today=datetime.now(UTC).date()) | changes
        return self.stage.procurement.write("POST", "/v1/invoices", body, key or f"key {number}")

    def accepted(self, number: str, **changes: Any) -> str:
        """Submit one that must be accepted; answers its document."""
        said = self.submit(number, **changes)
        assert said.status == 201, said.body
        return str(said.body["id"])

    def until(self, document: str, state: str, seconds: float = 60) -> None:
        """Wait for a state, with the minute's ticks."""
        what = f"{document} {state}"
        self.stage.wait(what, lambda: self.stage.state(document) == state, seconds)

    def at_rest(self, seconds: float = 30) -> None:
        """Wait until no queue has anything, for longer than an event is on its way."""
        ends, quiet = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() - quiet < REST_SECONDS:
            waiting = self.waiting()
            assert time.monotonic() < ends, f"the queues do not come to rest: {waiting}"
            if waiting:
                quiet = time.monotonic()
            time.sleep(0.1)

    def waiting(self) -> dict[str, int]:
        """How many messages are in each queue that has any, seen or in flight."""
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = {}
        for url in self.queues:
            asked = self.deployment.client("sqs").get_queue_attributes(
                QueueUrl=url, AttributeNames=counts
            )["Attributes"]
            found[url] = sum(int(asked[name]) for name in counts)
        return {url: count for url, count in found.items() if count}

    def items(self) -> dict[Where, Item]:
        """Every item of both tables."""
        found = {}
        for output in ("LedgerTable", "KeysTable"):
            pages = (
                self.deployment.client("dynamodb")
                .get_paginator("scan")
                .paginate(TableName=self.deployment.outputs[output], ConsistentRead=True)
            )
            for item in (plain(item) for page in pages for item in page["Items"]):
                found[output, item["pk"], item["sk"]] = item
        return found

    def heads(self, number: str) -> list[Item]:
        """The documents that say they are the invoice of this number."""
        return [
            item
            for (_, _, sk), item in self.items().items()
            if sk == "head"
            and item["kind"] == "inv"
            and json.loads(item["body"])["number"] == number
        ]

    def held(self, document: str, number: str) -> int:
        """How many postings SAP has under this document's reference."""
        wanted = reference(document, number)
        postings = self.stage.postings()["postings"]
        return sum(one["SupplierInvoiceIDByInvcgParty"] == wanted for one in postings)

    def denials(self) -> list[Item]:
        """Every record of a refused attempt."""
        return [item for (_, pk, _), item in self.items().items() if "#denial#" in pk]

    def send(self, operation: str, message: str) -> None:
        """Put a message on the operation's own queue."""
        url = self.deployment.queue(operation)
        self.deployment.client("sqs").send_message(QueueUrl=url, MessageBody=message)


def plain(item: dict[str, dict[str, str]]) -> Item:
    """An item without DynamoDB's types; numbers stay text."""
    return {name: str(next(iter(value.values()))) for name, value in item.items()}

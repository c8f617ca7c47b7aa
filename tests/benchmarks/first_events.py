"""The first event of every operation, taken from a day of the house in memory."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from functions.runtime.operation import Operation
from functions.runtime.ports import Item, Reply, Request
from functions.runtime.triggers import Api
from tests import company
from tests.house import OPERATIONS, House

UBL = Path(__file__).parents[1] / "fixtures" / "ubl"


class First(NamedTuple):
    """An event, and what the world held that its operation asked for."""

    event: Mapping[str, Any]
    items: dict[str, list[Item]]
    replies: list[tuple[int, dict[str, str], str]]
    content: str
    settings: str


class Observed(House):
    """A house that keeps what set each operation off for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, First] = {}
        self.replies: list[tuple[int, dict[str, str], str]] = []
        systems = self.world.remote.systems
        self.answering = systems["http://sap.test"]
        systems["http://sap.test"] = self.observed

    def invoke(self, operation: Operation, event: Mapping[str, Any]) -> Any:
        """Serve it; the first time, keep the event with what was read for it."""
        if operation.name in self.first:
            return super().invoke(operation, event)
        before = {name: dict(table.items) for name, table in self.world.store.tables.items()}
        since, self.replies = len(self.world.boundary.calls), []
        answer = super().invoke(operation, event)
        items: dict[str, list[Item]] = {"ledger": [], "keys": []}
        for call in self.world.boundary.calls[since:]:
            for table, held in before.items():
                items[table] += [i for i in held.values() if _asked(call.name, call.args, table, i)]
        objects = self.world.store.objects["intake"].values()
        content = next((versions[-1].body.decode() for versions in objects), "")
        self.first[operation.name] = First(
            event, items, self.replies, content, json.dumps(self.sap.settings())
        )
        return answer

    def observed(self, request: Request) -> Reply:
        """SAP's answer, which is kept."""
        reply = self.answering(request)
        self.replies.append((reply.status, dict(reply.headers), reply.body.decode()))
        return reply


def _asked(call: str, args: tuple[Any, ...], table: str, item: Item) -> bool:
    if call == "store.read":
        return (item["pk"], item["sk"], table) in args[0]
    if call == "store.query":
        return bool(item["pk"] == args[0])
    return call == "store.index" and item.get("gpk") == args[0]


def first_events() -> dict[str, First]:
    """By operation. One that the day does not reach gets a plain event, which it may refuse."""
    house = Observed()
    company.policy(house, "callers", company.CALLERS)
    company.policy(house, "entities", company.ENTITIES)
    company.policy(house, "posting", company.POSTING, entity="DE01")
    company.supplier(house)
    house.settle()
    _, body, _ = company.submit(house, "k0", number="R-2026-0000")
    _reject(house, str(body["id"]))
    _, body, _ = company.submit(house)
    house.drop("in/portal/invoices/batch.xml", (UBL / "batch_of_four.xml").read_bytes())
    house.tick()
    _read(house, str(body["id"]))
    again = {"tenant": "acme", "document": body["id"]}
    house.world.queue.put("operations.republish", json.dumps(again))
    house.settle()
    for operation in OPERATIONS:
        if operation.name not in house.first:
            house.first[operation.name] = First(_plain(operation), {}, [], "", "{}")
    return house.first


def _read(house: House, document: str) -> None:
    for path in (
        f"/v1/invoices/{document}",
        "/v1/invoices?entity=DE01&state=posted",
        "/v1/cases?owner=supplier-master-data",
        f"/v1/documents/{document}",
        f"/v1/documents/{document}/timeline",
    ):
        house.call("GET", path, claims=company.ANN)


def _reject(house: House, document: str) -> None:
    house.call(
        "POST",
        f"/v1/invoices/{document}/rejection",
        {"reason": "not ordered"},
        claims=company.ANN,
        key="reject",
    )


def _plain(operation: Operation) -> dict[str, Any]:
    for trigger in operation.triggers:
        if isinstance(trigger, Api):
            claims = {**company.ANN, "scope": trigger.scope}
            return {
                "httpMethod": trigger.method,
                "headers": {"Idempotency-Key": "k"},
                "body": "{}",
                "requestContext": {"authorizer": {"claims": claims}},
            }
    record = {"messageId": "1", "receiptHandle": "1", "eventSource": "aws:sqs", "body": "{}"}
    return {"Records": [record]}

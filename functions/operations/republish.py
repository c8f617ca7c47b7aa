"""Have events announced again: of a document, of a time range, or those the stream gave up on."""

import json
from collections.abc import Iterator
from typing import Any

from functions.runtime import keys
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.ports import Item
from functions.runtime.triggers import Task

operation = Operation(
    Task(),
    owner="platform",
    grants=(Grant.WAKE, Grant.SCAN, Grant.REPAIR),
    timeout_seconds=300,
    batch=1,
)

RELAY = "operations.relay"
TOGETHER = 50


@operation.runs
def republish(kernel: Kernel, message: dict[str, Any]) -> str:
    """The message names one of: `tenant` and `document`; `since` and `until`; `failure`.

    `since` and `until` are instants as events have them, the first counts, the last does not;
    `failure` is the name of an object in the failure bucket. Events keep their ids, so consumers
    that decided them do nothing.
    """
    found: list[list[str]] = []
    sent = 0
    for pk, sk in _wanted(kernel, message):
        found.append([pk, sk])
        if len(found) == TOGETHER:
            sent += _send(kernel, found)
            found = []
    return f"asked the relay for {sent + _send(kernel, found)} events"


def _wanted(kernel: Kernel, message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if "failure" in message:
        return _of_failure(kernel, str(message["failure"]))
    if "document" in message:
        return _of_document(kernel, str(message["tenant"]), str(message["document"]))
    return _of_range(kernel, str(message["since"]), str(message["until"]))


def _of_document(kernel: Kernel, tenant: str, document: str) -> Iterator[tuple[str, str]]:
    after, more = "", True
    while more:
        pk = keys.partition(tenant, document)
        page = kernel.ports.store.query(pk, "event#", after=after)
        yield from (_key(item) for item in page.items)
        after, more = page.after, bool(page.after)


def _of_range(kernel: Kernel, since: str, until: str) -> Iterator[tuple[str, str]]:
    after, more = "", True
    while more:
        page = kernel.ports.store.scan("event#", after=after)
        for item in page.items:
            if since <= json.loads(str(item["envelope"]))["occurred_at"] < until:
                yield _key(item)
        after, more = page.after, bool(page.after)


def _of_failure(kernel: Kernel, name: str) -> Iterator[tuple[str, str]]:
    """The records of a failed invocation: Lambda keeps them whole where the destination is S3."""
    told = json.loads(kernel.ports.store.get_object(name, bucket="failures"))
    payload = told["payload"]
    records = (json.loads(payload) if isinstance(payload, str) else payload)["Records"]
    for record in records:
        where = record["dynamodb"]["Keys"]
        yield where["pk"]["S"], where["sk"]["S"]


def _key(item: Item) -> tuple[str, str]:
    return str(item["pk"]), str(item["sk"])


def _send(kernel: Kernel, found: list[list[str]]) -> int:
    if found:
        kernel.ports.queue.send(RELAY, json.dumps({"events": found}))
    return len(found)

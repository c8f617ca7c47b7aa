"""What became of every invoice of a load, read from the ledger and from SAP's books."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from local.demo.stage import Stage
from local.load.doors import Sent

MOVING = frozenset({"received", "in_review", "validated", "posting"})
STOPPED = frozenset({"on_exception", "waiting", "uncertain"})


class Books(NamedTuple):
    """All invoices by number, the documents with an open case, SAP's count of each number.

    `seconds` is how long each posted document took from its first event to the one that says so.
    """

    invoices: dict[str, list[dict[str, Any]]]
    cases: set[str]
    held: Counter[str]
    seconds: dict[str, float]

    @property
    def moving(self) -> list[str]:
        """Numbers of invoices that are still on their way."""
        return [n for n, found in self.invoices.items() if any(i["state"] in MOVING for i in found)]

    def fate(self, sent: Sent) -> str:
        """`posted` or `case`; anything else says what is wrong."""
        found, held = self.invoices.get(sent.number, []), self.held[sent.number]
        if len(found) != 1:
            return f"{len(found)} documents"
        state = found[0]["state"]
        if state == "posted":
            return "posted" if held == 1 else f"posted, and held {held} times by SAP"
        if held:
            return f"{state}, yet held {held} times by SAP"
        if state in STOPPED and found[0]["id"] in self.cases:
            return "case"
        return f"{state} without a case"


def books(stage: Stage) -> Books:
    """Read them now."""
    invoices: dict[str, list[dict[str, Any]]] = {}
    cases: set[str] = set()
    for head in _scan(stage, "sk = :sk", {":sk": "head"}):
        body = json.loads(head.get("body", "{}"))
        if head["kind"] == "inv":
            invoices.setdefault(str(body.get("number")), []).append(head)
        elif head["kind"] == "case" and head["state"] != "resolved":
            cases.add(str(body.get("about")))
    told = stage.postings()["postings"]
    held = Counter(str(one["DocumentHeaderText"]) for one in told)
    return Books(invoices, cases, held, _seconds(stage))


def _seconds(stage: Stage) -> dict[str, float]:
    wanted = "#t IN (:r, :c, :p)"
    names = {":r": "InvoiceReceived.v1", ":c": "InvoiceCaptured.v1", ":p": "InvoicePosted.v1"}
    first: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    for event in _scan(stage, wanted, names, {"#t": "type"}):
        envelope = json.loads(event["envelope"])
        at = datetime.fromisoformat(str(envelope["occurred_at"]).replace("Z", "+00:00"))
        into = last if event["type"] == names[":p"] else first
        document = str(envelope["document"])
        into[document] = min(at, into.get(document, at))
    return {one: (at - first[one]).total_seconds() for one, at in last.items() if one in first}


def _scan(
    stage: Stage, wanted: str, values: dict[str, str], names: dict[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    pages = (
        stage.deployment.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=stage.deployment.outputs["LedgerTable"],
            FilterExpression=wanted,
            ExpressionAttributeValues={name: {"S": text} for name, text in values.items()},
            **({"ExpressionAttributeNames": names} if names else {}),
        )
    )
    for page in pages:
        for item in page["Items"]:
            yield {name: next(iter(value.values())) for name, value in item.items()}


def percentiles(found: Sequence[float]) -> tuple[float, float, float]:
    """The 50th, 95th and 99th; zeros for none."""
    ranked = sorted(found)
    if not ranked:
        return 0.0, 0.0, 0.0
    p50, p95, p99 = (ranked[min(len(ranked) - 1, int(len(ranked) * p))] for p in (0.5, 0.95, 0.99))
    return p50, p95, p99

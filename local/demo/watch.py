"""What should have happened and did not: told to its owner once, and closed when it happens."""

import json
from datetime import UTC, datetime
from typing import Any

from local.demo.by_api import ByApi
from local.demo.report import say, title
from local.demo.stage import Stage, propose

WATCH, NAME, SECONDS, OWNER = "operations.watch", "waiting-in-the-demo", 3, "supplier-master-data"
WATCHERS: dict[str, Any] = {
    "skew_seconds": 0,
    "watchers": [
        {
            "name": NAME,
            "document": "inv",
            "after": ["waiting"],
            "expect": ["validated", "on_exception", "rejected"],
            "within": {"seconds": SECONDS},
            "owner": OWNER,
            "category": "R-EXC-05",
            "severity": "high",
            "action": "register the supplier",
        }
    ],
}
"""Seconds where a company would say working days; virtual time proves the real ones."""


def prepare(stage: Stage) -> None:
    """Have the watchers agreed to; functions know it a minute later at the latest."""
    propose(stage, "watchers", WATCHERS)
    say(f"watchers: one entry, {NAME}, {SECONDS} s")


def noticed(by_api: ByApi, number: str) -> None:
    """The invoice waits for a supplier that nobody registers, until the owner is told."""
    title("what does not happen")
    stage, document = by_api.stage, by_api.documents[number]

    def told() -> bool:
        _sweep(stage)
        return bool(_cases(stage, document, "open"))

    stage.wait(f"a case that {number} waits too long", told)
    for _ in range(3):
        _sweep(stage)
    [case] = _cases(stage, document, "open")
    say(f"    {case['reason']}")
    risk = (case["owner"], case["amount_at_risk"], case["currency"], case["remedy"])
    expected = (OWNER, "238.00", "EUR", "register the supplier")
    by_api.figures.check(f"{number} waits too long: owner, at risk, action", risk, expected)


def cleared(by_api: ByApi, number: str) -> None:
    """The supplier has arrived: the case closes itself, and there never was another."""
    stage, document = by_api.stage, by_api.documents[number]

    def closed() -> bool:
        _sweep(stage)
        return not _cases(stage, document, "open")

    stage.wait(f"the case about {number} to close", closed)
    found = len(_cases(stage, document, "resolved"))
    by_api.figures.check(f"cases that {number} waits too long, raised and closed", found, 1)


def _sweep(stage: Stage) -> None:
    stage.deployment.client("sqs").send_message(
        QueueUrl=stage.deployment.queue(WATCH),
        MessageBody=json.dumps({"time": datetime.now(UTC).isoformat()}),
    )


def _cases(stage: Stage, document: str, state: str) -> list[dict[str, Any]]:
    """What was opened about this document because it waits too long."""
    page = stage.ann.get(f"/v1/cases?owner={OWNER}&state={state}&limit=50").body
    found = [item["content"] for item in page["items"]]
    rule = f"TIE-LATE-{NAME}"
    return [
        case for case in found if case["about"] == document and case["findings"][0]["code"] == rule
    ]

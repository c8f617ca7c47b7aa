"""A scan in review under faults: what people do, and what it must have come to."""

import json
from functools import partial
from typing import Any

from tests import company
from tests.faults.acts import furnished
from tests.faults.invariants import require, told_of
from tests.faults.rig import Rig
from tests.unit.late import WATCH
from tests.unit.operations.captures import scan

STEERING = (
    "payables.start_review",
    "payables.await_review",
    "payables.end_review",
    "payables.remind_reviewer",
    "payables.expire_review",
    "payables.review_invoice",
)
SECONDS = ("remind_after_seconds", "escalate_after_seconds", "expire_after_seconds")
DAYS = dict.fromkeys(SECONDS, 3 * 86_400)
"""Nobody is reminded here: a wait that ends ends by what a person decided, or never."""
MINUTES = dict.fromkeys(SECONDS, 120)


def house(**times: int) -> Rig:
    """A furnished house whose reviewers have so much time."""
    rig = Rig()
    furnished(rig)
    company.policy(rig, "capture", dict(times))
    rig.settle()
    return rig


def capture(rig: Rig, name: str = "scan", **read: str) -> None:
    """A scan whose total is in doubt comes in."""
    body = scan({"totals.gross": "0.41"}, capture=name, read={"totals.gross": "288.00", **read})
    path = "/v1/invoices/captures"
    said = rig.ask(lambda: rig.call("POST", path, body, claims=company.PORTAL, key=name))
    require(said["status"] in (200, 201), f"captured: {said}")


def _review(rig: Rig, key: str, **said: Any) -> None:
    """Ann reviews whatever is a scan still; too late is too late."""
    for document, state in rig.states("cap").items():
        if state == "in_review":
            rig.ask(partial(_send, rig, document, f"{key} {document}", said))


def _send(
    rig: Rig, document: str, key: str, said: dict[str, Any]
) -> tuple[int, dict[str, Any], dict[str, str]]:
    path = f"/v1/invoices/{document}/review"
    return rig.call("POST", path, said, claims=company.ANN, key=key)


def correct(rig: Rig) -> None:
    """A person settles what is in doubt."""
    _review(rig, "correct", decision="confirm", corrections={"totals.gross": "238.00"})


def refuse(rig: Rig) -> None:
    """A person refuses the scan, and everybody hears of it at once."""
    _review(rig, "refuse", decision="refuse", reason="not ours")
    rig.bustle()


def reviewed(rig: Rig) -> None:
    """A scan comes in, and a person corrects it."""
    capture(rig)
    rig.rest()
    correct(rig)
    rig.rest()


def unreviewed(rig: Rig) -> None:
    """A scan comes in, and time passes."""
    capture(rig)
    rig.rest()


def decided(rig: Rig) -> None:
    """Posted or rejected, and whoever waited for that waits no more."""
    states = [*rig.states("cap").values(), *rig.states().values()]
    require(states in (["posted"], ["rejected"]), f"I1 {states}")
    cases = [json.loads(str(one["body"])) for one in rig.items("head") if one["state"] == "open"]
    held = [case for case in cases if case.get("raised_by") != WATCH]
    require(not held, "I14 a case of something that is decided")
    executions = rig.world.workflows.executions.values()
    require(len(executions) <= 1, f"I6 {len(executions)} executions of one review")
    for one in executions:
        require(one.status == "SUCCEEDED", f"I13 the workflow has {one.status} with {one.failed}")
        require(one.path.count("Remind") <= 1, f"I6 reminded twice: {one.path}")


def expired(rig: Rig) -> None:
    """Nobody but the policy decided, after one reminder and one escalation."""
    decided(rig)
    told = [str(item["type"]).partition(".")[0] for item in rig.items("event#")]
    reasons = [str(data["reason"]) for data in told_of(rig, "InvoiceRejected")]
    if any(reason.startswith("expired") for reason in reasons):
        require(told.count("ReviewReminded") == 2, f"I6 {told.count('ReviewReminded')} reminders")

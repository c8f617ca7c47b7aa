"""Compare each day's postings with what the system of record holds, and name what differs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.connectors.erp import Bill
from functions.connectors.registry import SYSTEMS, connect
from functions.operations.drift_cases import drift_case
from functions.runtime import keys
from functions.runtime.confirming import Day
from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Unavailable
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Effect, Grant, Operation
from functions.runtime.reconciling import ASKED, Run
from functions.runtime.triggers import On, Task
from schemas.events.reconciliation import DriftFound, PostingsReconciled, ReconciliationAsked
from schemas.reconciliation import Due, Reconciliation

operation = Operation(
    On(ReconciliationAsked),
    Task(),
    owner="finance-controls",
    grants=(Grant.REMOTE, Grant.WAKE),
    timeout_seconds=300,
    memory_mb=1024,
    batch=1,
)

OUTAGE = timedelta(minutes=10)
"""An ERP that is down is tried again after this long: no queue runs over into its DLQ for it."""
NIGHT = timedelta(hours=24)
POSTINGS = Effect("post", Bill, SYSTEMS, connect)


@operation.runs
def reconcile_postings(kernel: Kernel, message: dict[str, Any]) -> str:
    """What a run ended once is not run again: its name is the schedule's time, or the event."""
    due = _due(kernel, message)
    if due is None:
        return "nobody waits for it any more"
    ports = kernel.ports
    counterpart = connect(due.system, ports.remote, ports.clock(), ports.pause)
    day = Day(ports.store, due.tenant, due, due.company, POSTINGS, counterpart)
    try:
        wait = Run(kernel, operation, day, due.run, due.nightly).go_on()
    except Unavailable:
        if _comes_again(due, ports.clock()):
            return "left to the next night"
        wait = OUTAGE
    if wait is None:
        return "compared"
    seconds = int(wait.total_seconds())
    ports.queue.send(operation.name, due.model_dump_json(), delay_seconds=seconds)
    return "to be continued"


@operation.concludes
def compared(
    told: Reconciliation, before: Head[Reconciliation] | None, given: Given
) -> Commit[PostingsReconciled | DriftFound]:
    """A case for what differs; the one before it is settled if that was something else."""
    found, held = told.found, before.body.case if before else ""
    facts: dict[str, Any] = {
        "entity": told.entity,
        "system": told.system,
        "company": told.company,
        "day": told.day,
        "ours": found.ours,
        "theirs": found.theirs,
        "unsettled": found.unsettled_count,
    }
    id = "" if before else told.subject().document()
    if found.agrees():
        event = PostingsReconciled(**facts, resolves=held or None)
        return Commit(event, told, "agreed", id=id)
    same = before is not None and bool(held) and before.body.found.differences == found.differences
    case = drift_case(told, before.version + 1 if before else 1, given)
    drift = DriftFound(
        **facts,
        resolves=None if same else held or None,
        case=held if same else case.id,
        differing=found.differing,
        unnamed=found.unnamed,
        differences=found.differences,
    )
    body = told.model_copy(update={"case": drift.case})
    return Commit(drift, body, "drifted", id=id, opens=() if same else (case,))


def _comes_again(due: Due, now: datetime) -> bool:
    """Whether a later night has it compared anyway; what somebody asked for is never left."""
    return due.nightly and now - datetime.fromisoformat(due.run) > NIGHT


def _due(kernel: Kernel, message: Mapping[str, Any]) -> Due | None:
    """What a message wants compared; nothing if somebody asked for it and has been answered."""
    if "detail" in message:
        told = message["detail"]
        return _asked(kernel, str(told["tenant"]), str(told["document"]))
    due = Due.model_validate(message)
    return due if due.nightly or _asked(kernel, due.tenant, due.document()) == due else None


def _asked(kernel: Kernel, tenant: str, document: str) -> Due | None:
    """What is to be compared, as the document itself says it; nothing if that has been done."""
    at = keys.head(tenant, document)
    item = kernel.ports.store.read([at]).get(at)
    if item is None or item["kind"] != Reconciliation.KIND or item["state"] != ASKED:
        return None
    body = read_head(item, Reconciliation, kernel.ports.store).body
    named = body.model_dump(include={"entity", "system", "company", "day"})
    return Due(tenant=tenant, run=f"{document}@{item['version']}", **named)

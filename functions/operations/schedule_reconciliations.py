"""Have every settled day compared each night, and those that differed until they agree."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from functions.connectors.registry import SYSTEMS
from functions.runtime import keys
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Key
from functions.runtime.triggers import Every
from functions.runtime.watched import tenants
from schemas.policies.entities import Entities
from schemas.policies.payables import Posting
from schemas.policies.reconciliation import Reconciling
from schemas.reconciliation import Due

operation = Operation(
    Every(minutes=24 * 60),
    owner="finance-controls",
    grants=(Grant.WAKE,),
    timeout_seconds=300,
    batch=1,
)

COMPARER = "operations.reconcile_postings"


@operation.runs
def schedule_reconciliations(kernel: Kernel, message: dict[str, Any]) -> str:
    """One message a day; the scheduled time is the run's name, so the night is run once."""
    time, sent = str(message["time"]), 0
    today = datetime.fromisoformat(time).date()
    for tenant in tenants(kernel, kernel.ports.clock()):
        due = {*_looked_back_upon(kernel, tenant, today), *_drifted(kernel, tenant)}
        for entity, system, company, day in sorted(due):
            task = Due(
                tenant=tenant, entity=entity, system=system, company=company, day=day, run=time
            )
            kernel.ports.queue.send(COMPARER, task.model_dump_json())
        sent += len(due)
    return f"{sent} days to be compared"


Place = tuple[str, str, str, date]
"""Entity, system, company there, and day."""


def _looked_back_upon(kernel: Kernel, tenant: str, today: date) -> Iterator[Place]:
    """Every settled day of each entity, as far back as its policy says."""
    shelf, store, now = kernel.shelf, kernel.ports.store, kernel.ports.clock()
    shelf.refresh(store, tenant, [Entities], EVERYWHERE, now)
    for entity in shelf.in_force(tenant, Entities, EVERYWHERE, now)[0].entities:
        shelf.refresh(store, tenant, [Posting, Reconciling], entity.code, now)
        posting, _ = shelf.in_force(tenant, Posting, entity.code, now)
        rule, _ = shelf.in_force(tenant, Reconciling, entity.code, now)
        if rule.nightly and posting.erp in SYSTEMS and posting.company:
            for age in range(rule.settle_days, rule.look_back_days + 1):
                yield entity.code, posting.erp, posting.company, today - timedelta(days=age)


def _drifted(kernel: Kernel, tenant: str) -> Iterator[Place]:
    """Every day that differed when it was last compared, however old."""
    store, after, more = kernel.ports.store, "", True
    while more:
        page = store.index(keys.drifted(tenant), after=after)
        places = [Key(str(item["pk"]), str(item["sk"])) for item in page.items]
        for found in store.read(places).values() if places else ():
            if "day" in found:
                day = date.fromisoformat(str(found["day"]))
                yield str(found["entity"]), str(found["system"]), str(found["company"]), day
        after, more = page.after, bool(page.after)

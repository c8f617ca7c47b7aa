"""The scenario of a day that differs: a posting is changed in the ERP, and changed back."""

import json
from datetime import timedelta

from schemas.base import iso
from schemas.reconciliation import Subject
from tests import company
from tests.faults import acts
from tests.faults.expected import all_posted
from tests.faults.invariants import require
from tests.faults.rig import Rig

SCHEDULE = "operations.schedule_reconciliations"
COMPARING = (
    SCHEDULE,
    "operations.read_reconciliation",
    "operations.ask_reconciliation",
    "operations.reconcile_postings",
    "operations.close_drift",
)
AMOUNT, ANOTHER = "238.00", "283.00"
PATIENCE = 24


def posted() -> Rig:
    """One invoice is posted, and its day is over; the ERP puts one posting on a page."""
    rig = acts.house()
    rig.sap.service.page_size = 1
    near = {"settle_days": 1, "look_back_days": 1}
    company.policy(rig, "reconciliation", near, entity="DE01")
    acts.submit(rig)
    rig.settle()
    rig.world.clock.advance(timedelta(days=1))
    return rig


def drifts_and_agrees(rig: Rig) -> None:
    """The amount is another when the day is compared; it is mended, and a night goes by."""
    _change(rig, ANOTHER)
    _ask(rig, "drifts")
    _change(rig, AMOUNT)
    rig.world.queue.put(SCHEDULE, json.dumps({"time": iso(rig.world.clock())}))
    rig.rest()
    _ask(rig, "mended")


def named_once(rig: Rig) -> None:
    """The day agrees in the end; of its drift there is one case, and it is closed."""
    all_posted(rig)
    require(set(rig.states("rec").values()) == {"agreed"}, f"I1 {rig.states('rec')}")
    cases = list(rig.states("case").values())
    require(cases == ["resolved"], f"I14 its cases are {cases}")
    [case] = [one for one in rig.items("head") if one["kind"] == "case"]
    findings = json.loads(str(case["body"]))["findings"]
    require(len(findings) == 1, f"one document differed: {findings}")


def _ask(rig: Rig, key: str) -> None:
    """Somebody asks, and waits for the answer before anything else is done."""
    day = rig.begun.date() - timedelta(days=1)
    asked = Subject(entity="DE01", system="sap", day=day).model_dump(mode="json")
    rig.ask(lambda: rig.call("POST", "/v1/reconciliations", asked, claims=company.ANN, key=key))
    for _ in range(PATIENCE):
        rig.rest()
        if list(rig.states("rec").values()) != ["asked"]:
            break
        rig.world.clock.advance(timedelta(minutes=10))
    path = f"/v1/reconciliations?entity=DE01&system=sap&day={day}"
    said = rig.ask(lambda: rig.call("GET", path, claims=company.ANN))
    require(said["status"] == 200, f"it cannot be read: {said}")


def _change(rig: Rig, amount: str) -> None:
    for invoice in rig.sap.books.invoices:
        invoice["InvoiceGrossAmount"] = amount

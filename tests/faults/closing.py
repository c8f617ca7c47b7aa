"""The scenario of a close: an invoice is decided in an open period, and the period closes."""

import json
from datetime import timedelta
from typing import Any

from tests import company
from tests.faults import acts
from tests.faults.invariants import require
from tests.faults.rig import Rig

DAY = timedelta(days=1)


def closed_in_an_outage(rig: Rig) -> None:
    """The ERP is down; by the time that it is back, the books of the month are closed."""
    rig.order("down", seconds=1000)
    acts.submit(rig)
    rig.bustle()
    today = rig.world.clock().date()
    around = {"name": "this-one", "start": str(today - DAY), "end": str(today + 2 * DAY)}
    _agreed(rig, "calendar", {"periods": [{**around, "hard_close": str(today)}]})
    rig.rest()


def _agreed(rig: Rig, name: str, content: dict[str, Any]) -> None:
    """Ann proposes it and Bob approves it, until both are answered."""
    path = f"/v1/policies/{name}"
    whole = {"entity": "DE01", "content": content, "effective_from": company.START}
    said = rig.ask(
        lambda: rig.call("POST", f"{path}/proposals", whole, claims=company.ANN, key="close")
    )
    approval, entity = f"{path}/{said['version']}/approval", {"entity": "DE01"}
    rig.ask(lambda: rig.call("POST", approval, entity, claims=company.BOB, key="closed"))
    rig.kernels.clear()


def nothing_booked(rig: Rig) -> None:
    """The ERP holds nothing of it, and a case says that the period is closed."""
    held = [bill.reference for bill in rig.erp.standing(rig)]
    require(not held, f"I1 booked into a closed period: {held}")
    states = list(rig.states().values())
    require(states == ["on_exception"], f"I1 {states}")
    bodies = [json.loads(str(rig.head(case)["body"])) for case in rig.states("case")]
    said = [body["category"] for body in bodies]
    require("R-EXC-13" in said, f"no case of a closed period, but {said}")

"""The control surface of the simulated SAP, under `/_simulator/`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from functions.runtime.ports import Reply, Request
from local.simulators.hand import reach_into
from local.simulators.sap.faults import Fault
from local.simulators.sap.odata import answer

if TYPE_CHECKING:
    from local.simulators.sap.system import SapSystem


def control(system: SapSystem, request: Request, what: str) -> Reply:
    """`faults` (GET, POST, DELETE), `postings` (GET), `payment-run`, `suppliers`, `hand` (POST)."""
    asked = (request.method, what)
    if asked == ("GET", "postings"):
        return answer(200, postings(system))
    if asked == ("POST", "payment-run"):
        return answer(200, system.books.pay()._asdict())
    if asked == ("GET", "faults"):
        return answer(200, {"faults": [asdict(fault) for fault in system.faults.ordered]})
    if asked == ("DELETE", "faults"):
        system.faults.ordered.clear()
        return answer(200, {"faults": []})
    if request.method == "POST" and what in ("faults", "suppliers", "hand"):
        return _order(system, request, what)
    return answer(404, {"error": "the simulator has no such control"})


def postings(system: SapSystem) -> dict[str, object]:
    """What SAP holds, how many of it stand, and how many commits are still to come."""
    held = system.books.invoices
    by_reference: dict[str, int] = {}
    for invoice in held:
        reference = invoice["SupplierInvoiceIDByInvcgParty"]
        by_reference[reference] = by_reference.get(reference, 0) + 1
    return {
        "count": len(held),
        "twice": [reference for reference, count in by_reference.items() if count > 1],
        "late": len(system.books.late),
        "paid": sorted(system.books.paid),
        "postings": held,
    }


def _order(system: SapSystem, request: Request, what: str) -> Reply:
    try:
        order = json.loads(request.body)
        if what == "suppliers":
            system.books.suppliers.add(str(order["number"]))
        elif what == "hand":
            reach_into(system.books.invoices, "SupplierInvoiceIDByInvcgParty", order)
        else:
            system.order(Fault(**order))
    except (ValueError, TypeError, KeyError) as mistake:
        return answer(400, {"error": f"the simulator did not understand: {mistake}"})
    return answer(201, order)

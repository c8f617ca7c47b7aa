"""The control surface of the simulated NetSuite, under `/_simulator/`."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from functions.runtime.ports import Reply, Request
from local.simulators.hand import reach_into
from local.simulators.netsuite.answers import answer
from local.simulators.netsuite.faults import Fault

if TYPE_CHECKING:
    from local.simulators.netsuite.system import NetSuiteSystem


def control(system: NetSuiteSystem, request: Request, what: str) -> Reply:
    """GET `faults`, `postings`, `settings`; POST `faults`, `suppliers`, `payment-run`, `hand`.

    DELETE `faults` takes the orders back. `settings` is what a caller keeps as its secret: its
    key is made anew at every start.
    """
    asked = (request.method, what)
    if asked == ("GET", "postings"):
        return answer(200, postings(system))
    if asked == ("GET", "settings"):
        return answer(200, system.settings())
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


def postings(system: NetSuiteSystem) -> dict[str, object]:
    """What NetSuite holds, how many of it stand, and how many commits are still to come."""
    books = system.books
    held = Counter(str(record.get("externalId")) for record in books.records)
    return {
        "count": len(books.records),
        "twice": [reference for reference, count in held.items() if count > 1],
        "late": len(books.late),
        "paid": sorted(books.paid),
        "postings": books.records,
    }


def _order(system: NetSuiteSystem, request: Request, what: str) -> Reply:
    try:
        order = json.loads(request.body)
        if what == "suppliers":
            system.books.setup.vendors.add(str(order["number"]))
        elif what == "hand":
            reach_into(system.books.records, "externalId", order)
        else:
            system.order(Fault(**order))
    except (ValueError, TypeError, KeyError) as mistake:
        return answer(400, {"error": f"the simulator did not understand: {mistake}"})
    return answer(201, order)

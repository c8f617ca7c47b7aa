"""The exception desk under faults: what people press, and what it must have come to."""

from typing import Any

from tests import company
from tests.faults import acts
from tests.faults.erps import NETSUITE, SAP, Erp
from tests.faults.invariants import require
from tests.faults.rig import Rig
from tests.unit.kernel.worlds import change
from tests.unit.operations.desk import CLEO, DORA, PEOPLE


def _staffed(erp: Erp = SAP) -> Rig:
    rig = acts.house(erp)
    change(rig, "callers", {**company.CALLERS, "people": PEOPLE})
    return rig


def unmapped() -> Rig:
    """An invoice stopped because its supplier number was not mapped; now it is."""
    rig = _staffed()
    kept = dict(rig.erp.posting)
    change(rig, "posting", {**kept, "supplier_numbers": {}}, entity="DE01")
    acts.submit(rig)
    rig.settle()
    change(rig, "posting", kept, entity="DE01")
    return rig


def refused(erp: Erp = SAP) -> Rig:
    """The ERP refused an invoice, and would take it now."""
    rig = _staffed(erp)
    rig.order("rejected")
    acts.submit(rig)
    rig.rest()
    require(list(rig.states().values()) == ["on_exception"], "refused and stopped")
    return rig


def in_doubt() -> Rig:
    """SAP held something else under our reference when it was asked; by now it holds the bill."""
    rig = _staffed()
    rig.order("timeout_after_commit", seconds=30)
    acts.submit(rig)
    rig.settle()
    [posted] = rig.sap.books.invoices
    gross, posted["InvoiceGrossAmount"] = posted["InvoiceGrossAmount"], "1.00"
    rig.rest()
    require(list(rig.states().values()) == ["uncertain"], "what SAP holds is not known")
    posted["InvoiceGrossAmount"] = gross
    return rig


def suspected() -> Rig:
    """An invoice is posted, and another under its number is suspected to be the same."""
    rig = _staffed()
    acts.submit(rig, "k1")
    rig.rest()
    acts.submit(rig, "k2", issue_date="2026-02-27")
    rig.rest()
    return rig


def refused_by_netsuite() -> Rig:
    """The same in front of the other ERP."""
    return refused(NETSUITE)


def retry(rig: Rig) -> None:
    """Cleo has it decided anew."""
    _press(rig, "retry", CLEO, reason="it is mapped now")
    rig.rest()


def retry_meanwhile(rig: Rig) -> None:
    """Dora has it decided anew as well."""
    _press(rig, "retry", DORA, reason="is it mapped now")
    rig.bustle()


def waive(rig: Rig) -> None:
    """Cleo asks for a waiver; she may not agree herself, Dora does."""
    _press(rig, "waiver", CLEO, reason="both are due")
    own = _press(rig, "waiver/approval", CLEO)
    require(own in (403, 404, 409), f"I9 her own waiver: {own}")
    _press(rig, "waiver/approval", DORA)
    rig.rest()


def _press(rig: Rig, what: str, claims: dict[str, str], **said: Any) -> int:
    """Act on the case that is open, as it is; there is none once a clerk has rejected."""
    status = 404
    for case, state in rig.states("case").items():
        if state == "open":
            body = {"version": rig.head(case)["version"], **said}
            path, key = f"/v1/cases/{case}/{what}", f"{what} {claims['sub']}"

            def send(
                path: str = path, body: dict[str, Any] = body, key: str = key
            ) -> tuple[int, dict[str, Any], dict[str, str]]:
                return rig.call("POST", path, body, claims=claims, key=key)

            status = int(rig.ask(send)["status"])
    return status


def went_on(rig: Rig) -> None:
    """Posted once, or rejected in time; nobody has anything left to do."""
    states = list(rig.states().values())
    require(states in (["posted"], ["rejected"]), f"I1 {states}")
    cases = set(rig.states("case").values())
    require(cases <= {"resolved"}, f"I14 its cases are {cases}")


def let_pass(rig: Rig) -> None:
    """Both are posted under one number, each in its own place; or the second was rejected."""
    states = sorted(rig.states().values())
    require(states in (["posted", "posted"], ["posted", "rejected"]), f"I1 {states}")
    places = sorted(str(item["sk"]) for item in rig.items("holder#"))
    posted = states.count("posted")
    require(len(places) == posted, f"I1 {posted} posted in the places {places}")
    cases = set(rig.states("case").values())
    require(cases <= {"resolved"}, f"I14 its cases are {cases}")

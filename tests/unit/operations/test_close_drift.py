"""The case of a day that differed is closed by the run that agrees, and by nobody twice."""

from tests.unit.kernel.worlds import envelopes, message, offer
from tests.unit.reconciled import Books, altered, books

CLOSE = "operations.close_drift"


def mended() -> Books:
    held = books("sap")
    document, *_ = held.post("A-1")
    whole = [dict(one) for one in held.held()]
    altered(held, document)
    held.reconcile("r1")
    held.held()[:] = whole
    held.reconcile("r2")
    return held


def test_it_says_why_it_closed() -> None:
    held = mended()
    [case] = [one for one in held.house.items("head") if one["kind"] == "case"]
    *_, last = envelopes(held.house, str(case["id"]))
    assert (last["type"], last["data"]["by"]) == ("CaseResolved.v1", "both sides agree")


def test_told_again_it_changes_nothing() -> None:
    held = mended()
    before = dict(held.house.world.store.tables["ledger"].items)
    told = [one for one in envelopes(held.house, held.document()) if one["data"].get("resolves")]
    assert told
    for one in told:
        assert offer(held.house, CLOSE, message(one))
    assert held.house.world.store.tables["ledger"].items == before

"""A day's postings against what the ERP holds: over both ERPs, with every kind of drift."""

from datetime import timedelta
from typing import Any

import pytest

from functions.runtime.memory import Crossing
from tests.company import ANN, ENTITIES, POSTING, policy
from tests.unit.reconciled import HANDS, Books, Hand, altered, books, deleted, order
from tests.unit.test_netsuite_slice import US01, US_POSTING

BOTH = pytest.mark.parametrize("system", ["sap", "netsuite"])


@pytest.fixture
def held(system: str) -> Books:
    return books(system)


@BOTH
def test_a_day_that_agrees_is_totalled_and_nothing_more(held: Books) -> None:
    held.post("A-1", "A-2")
    held.post("A-3", kind="credit_note")

    said = held.reconcile()

    found = said["content"]["found"]
    assert said["state"] == "agreed"
    assert found["ours"] == found["theirs"]
    assert (found["ours"]["count"], found["ours"]["sums"]) == (3, {"EUR": "238"})
    assert found["differences"] == []
    assert held.cases() == []


@BOTH
@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.__name__)
def test_drift_is_named_becomes_one_case_and_closes_when_it_is_mended(
    held: Books, hand: Hand
) -> None:
    document, *_ = held.post("A-1", "A-2", "A-3")
    before = [dict(one) for one in held.held()]
    hand(held, document)

    said = held.reconcile()

    [difference] = said["content"]["found"]["differences"]
    kind, words = HANDS[hand]
    assert (difference["kind"], said["state"]) == (kind, "drifted")
    assert words in difference["says"]
    assert difference["document"] in (document, "posted by hand")
    [case] = held.cases()
    assert (case["category"], case["owner"]) == ("R-EXC-12", "accounts-payable")
    assert (case["currency"], case["state"]) == ("EUR", "open")
    assert words in case["findings"][0]["message"]

    held.held()[:] = before
    assert held.reconcile("r2")["state"] == "agreed"
    assert [one["state"] for one in held.cases()] == ["resolved"]


@BOTH
def test_the_same_drift_is_the_same_case_and_other_drift_another(held: Books) -> None:
    first, second = held.post("A-1", "A-2")
    altered(held, first)
    held.reconcile("r1")
    held.reconcile("r2")
    assert [one["state"] for one in held.cases()] == ["open"]

    altered(held, second)
    said = held.reconcile("r3")

    assert len(said["content"]["found"]["differences"]) == 2
    assert sorted(one["state"] for one in held.cases()) == ["open", "resolved"]
    [open_one] = [one for one in held.cases() if one["state"] == "open"]
    assert {one["where"] for one in open_one["findings"]} == {first, second}
    assert open_one["amount_at_risk"] == "476"


@BOTH
def test_drift_that_comes_back_is_a_case_again(held: Books) -> None:
    document, *_ = held.post("A-1")
    before = [dict(one) for one in held.held()]
    altered(held, document)
    held.reconcile("r1")
    held.held()[:] = before
    held.reconcile("r2")
    altered(held, document)
    held.reconcile("r3")
    assert sorted(one["state"] for one in held.cases()) == ["open", "resolved"]


@BOTH
def test_what_is_uncertain_is_listed_and_is_no_drift(held: Books) -> None:
    held.post("A-1")
    order(held, "timeout_after_commit", "post")
    order(held, "server_error", "ask", count=50)
    document, *_ = held.post("A-2")

    said = held.reconcile()

    found = said["content"]["found"]
    assert said["state"] == "agreed"
    assert (found["ours"]["count"], found["theirs"]["count"]) == (1, 1)
    [unsettled] = found["unsettled"]
    assert (unsettled["document"], unsettled["state"]) == (document, "unknown")


@BOTH
def test_what_the_erp_refused_and_does_not_hold_is_nothing(held: Books) -> None:
    held.post("A-1")
    order(held, "rejected", "post")
    held.post("A-2")
    found = held.reconcile()["content"]["found"]
    assert (found["ours"]["count"], found["unsettled"]) == (1, [])


@BOTH
def test_a_posting_that_the_list_lacks_and_the_erp_holds_is_no_drift(held: Books) -> None:
    """Lists lag: before a document is named, the ERP is asked about it alone."""
    document, *_ = held.post("A-1")
    hidden = held.of(document)

    def hide(crossing: Crossing) -> None:
        if crossing.name == "remote.call":
            listing = "suiteql" in crossing.args[0].url or "PostingDate" in crossing.args[0].url
            held.held()[:] = [] if listing else [hidden]

    held.house.world.boundary.before = hide
    assert held.reconcile()["state"] == "agreed"


@BOTH
def test_a_posting_that_the_index_lacks_and_our_ledger_holds_is_no_drift(held: Books) -> None:
    document, *_ = held.post("A-1")
    [attempt] = held.house.items("effect#post#001", document)
    table = held.house.world.store.tables["ledger"]
    table.put({name: value for name, value in attempt.items() if name not in ("gpk", "gsk")})
    assert held.reconcile()["state"] == "agreed"


@BOTH
@pytest.mark.parametrize("door", ["ask", "list"])
def test_an_erp_that_cannot_be_asked_now_is_asked_later(held: Books, door: str) -> None:
    document, *_ = held.post("A-1")
    deleted(held, document)
    order(held, "server_error", door, count=3)
    assert held.reconcile()["state"] == "asked"

    held.house.run(12)

    [difference] = held.read()["content"]["found"]["differences"]
    assert difference["kind"] == "missing there"


def test_what_netsuite_refuses_to_show_is_named() -> None:
    held = books("netsuite")
    document, *_ = held.post("A-1")
    deleted(held, document)
    order(held, "rejected", "ask")
    [difference] = held.reconcile()["content"]["found"]["differences"]
    assert "cannot be asked about" in difference["says"]


@BOTH
def test_a_day_that_is_not_over_is_not_compared(held: Books) -> None:
    held.day = held.house.world.clock().date()
    status, said, _ = held.house.call(
        "POST", "/v1/reconciliations", held.asked(), claims=ANN, key="today"
    )
    assert (status, said["detail"]) == (400, "the day is not over")


@BOTH
def test_an_entity_is_compared_with_its_own_system_only(held: Books) -> None:
    asked = held.asked() | {"system": "netsuite" if held.sap else "sap", "day": "2026-02-01"}
    status, _, _ = held.house.call("POST", "/v1/reconciliations", asked, claims=ANN, key="other")
    assert status == 404


@BOTH
def test_what_others_post_under_references_of_their_own_is_theirs(held: Books) -> None:
    document, *_ = held.post("A-1")
    name = held.field("SupplierInvoiceIDByInvcgParty", "externalId")
    own, other = dict(held.of(document)), held.field("SupplierInvoice", "id")
    for place, reference in enumerate(("RECHNUNG 4711", "1234567890189018", "re20261143k7q2zd")):
        held.held().append({**own, name: reference, other: str(7_000 + place)})
    assert held.reconcile()["state"] == "agreed"


def test_a_posting_begun_anew_for_another_day_counts_there_only() -> None:
    held = books("sap")
    document, *_ = held.post("A-1", "A-2")
    [effect] = [one for one in held.house.items("effect#post", document) if "booked" in one]
    other = str(effect["booked"]).replace(held.day.isoformat(), "2026-03-09")
    held.house.world.store.tables["ledger"].put({**effect, "booked": other})
    held.held().remove(held.of(document))
    found = held.reconcile()["content"]["found"]
    assert (found["ours"]["count"], found["differences"]) == (1, [])


@BOTH
def test_a_posting_too_many_that_was_reversed_is_mended(held: Books) -> None:
    document, *_ = held.post("A-1", "A-2")
    held.copy(document)
    assert held.reconcile()["state"] == "drifted"
    if held.sap:
        held.held()[-1]["ReverseDocument"] = "5105609999"
    else:
        held.held()[-1]["status"] = {"id": "C", "refName": "Cancelled"}
    assert held.reconcile("r2")["state"] == "agreed"
    assert [one["state"] for one in held.cases()] == ["resolved"]


def _named(entity: dict[str, Any]) -> dict[str, Any]:
    """The entity as a buyer."""
    kinds = {"VAT": "tax_ids"}
    [one] = entity["identifiers"]
    return {"name": entity["name"], kinds.get(one["scheme"], "identifiers"): [one]}


@BOTH
def test_entities_that_share_a_company_there_do_not_drift_for_each_other(held: Books) -> None:
    de01, us01 = ENTITIES["entities"][0], US01
    own, other = (de01, us01) if held.sap else (us01, de01)
    branch = {**other, "code": "XX02"}
    held.house.world.clock.advance(timedelta(minutes=1))
    policy(held.house, "entities", {"entities": [branch, own]})
    policy(held.house, "posting", POSTING if held.sap else US_POSTING, entity="XX02")
    held.post("A-1", "A-2")
    document, *_ = held.post("B-1", entity="XX02", buyer=_named(branch))
    assert held.house.head(document)["state"] == "posted"
    assert held.reconcile()["state"] == "agreed"
    held.entity = "XX02"
    assert held.reconcile("r2")["state"] == "agreed"


def test_a_posting_in_another_company_is_not_beside_ours() -> None:
    held = books("sap")
    document, *_ = held.post("A-1", "A-2")
    effect = next(one for one in held.house.items("effect#post", document) if "booked" in one)
    request = str(effect["request"]).replace('"company":"1010"', '"company":"2020"')
    other = str(effect["booked"]).replace("DE01", "XX02")
    table = held.house.world.store.tables["ledger"]
    table.put({**effect, "request": request, "booked": other})
    [difference] = held.reconcile()["content"]["found"]["differences"]
    assert difference["kind"] == "missing here"

"""The calls to NetSuite: what is tried again, within what time, and what decides the outcome."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from functions.connectors.netsuite.client import NetSuite, connect
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected, TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import Reply
from local.simulators.netsuite.faults import Door, Fault, Kind
from tests.contract.erp_contract import Clock, a_bill
from tests.unit.netsuite_bench import (
    FIRST,
    NOT_THERE,
    Bench,
    Scripted,
    netsuite_error,
    reply,
)

CREATED = reply(204, b"", location="https://123.example/services/rest/record/v1/vendorBill/9001")
REFUSED = reply(400, netsuite_error("USER_ERROR", "Something is wrong."))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def shown(bench: Bench, **changes: Any) -> Reply:
    """What NetSuite would show of the posted bill."""
    bench.netsuite().send(a_bill())
    body = {**bench.the_record(), **changes}
    return reply(200, json.dumps(body, default=float).encode())


def scripted(**answers: Reply | TieoutError) -> NetSuite:
    return NetSuite(Scripted(**answers), Clock()(), pause=lambda _: None)


def test_a_bill_is_created_looked_at_and_never_upserted(bench: Bench) -> None:
    receipt = bench.netsuite().send(a_bill())

    assert bench.calls() == FIRST
    assert receipt.number == "vendorBill/9001"
    assert json.loads(receipt.raw)["total"] == 119.0
    assert {each.method for each in bench.left()} == {"GET", "POST"}
    sent = bench.left()[2]
    assert sent.headers["x-netsuite-propertynamevalidation"] == "Error"
    assert sent.headers["x-netsuite-propertyvaluevalidation"] == "Error"
    assert bench.left()[3].url.endswith("/vendorBill/eid:RE20261143K7Q2ZD?expandSubResources=true")


def test_what_a_person_changed_since_is_neither_overwritten_nor_doubled(bench: Bench) -> None:
    bench.netsuite().send(a_bill())
    bench.the_record()["memo"] = "checked by Ann"
    before = json.dumps(bench.the_record(), default=str)

    with pytest.raises(UnknownOutcome):
        bench.netsuite().send(a_bill())
    assert json.dumps(bench.the_record(), default=str) == before
    assert isinstance(bench.netsuite().ask(a_bill()), Receipt)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("paymentHold", False),
        ("status", {"id": "B", "refName": "Paid In Full"}),
        ("status", {"id": "C", "refName": "Cancelled"}),
        ("total", Decimal("118.00")),
        ("entity", {"id": "10300002"}),
    ],
)
def test_a_record_that_a_person_made_another_of_is_for_a_person(
    bench: Bench, field: str, value: object
) -> None:
    bench.netsuite().send(a_bill())
    bench.the_record()[field] = value

    found = bench.netsuite().ask(a_bill())

    assert isinstance(found, Refusal)
    assert found.reason == f"NetSuite holds another {field}"


def test_a_refusal_counts_only_if_nothing_is_there(bench: Bench) -> None:
    there = shown(bench)
    nothing = scripted(post=REFUSED, vendorBill=NOT_THERE, vendorCredit=NOT_THERE)
    with pytest.raises(Rejected) as refused:
        nothing.send(a_bill())
    assert refused.value.code == "USER_ERROR"

    for found in (
        {"vendorBill": there},
        {"vendorBill": NOT_THERE, "vendorCredit": there},
        {"vendorBill": reply(404)},
        {"vendorBill": REFUSED},
        {"vendorBill": reply(503)},
        {"vendorBill": UnknownOutcome("cut")},
        {"vendorBill": NOT_THERE, "vendorCredit": Unavailable("down")},
    ):
        with pytest.raises(UnknownOutcome):
            scripted(post=REFUSED, **found).send(a_bill())


def test_a_success_counts_only_if_the_bill_is_there_as_it_was_sent(bench: Bench) -> None:
    there = shown(bench)
    assert scripted(post=CREATED, vendorBill=there).send(a_bill()).number == "vendorBill/9001"

    for found in (
        {"vendorBill": NOT_THERE, "vendorCredit": NOT_THERE},
        {"vendorBill": NOT_THERE, "vendorCredit": there},
        {"vendorBill": shown(Bench(), paymentHold=False)},
        {"vendorBill": shown(Bench(), total=119.01)},
        {"vendorBill": shown(Bench(), status={"id": "D"})},
        {"vendorBill": REFUSED},
        {"vendorBill": Unavailable("down")},
    ):
        with pytest.raises(UnknownOutcome):
            scripted(post=CREATED, **found).send(a_bill())


def test_a_lost_hold_is_found_out_although_netsuite_said_yes(bench: Bench) -> None:
    bench.fail(Fault("hold_lost"))
    with pytest.raises(UnknownOutcome):
        bench.netsuite().send(a_bill())

    found = bench.netsuite().ask(a_bill())
    assert isinstance(found, Refusal)
    assert found.reason == "NetSuite holds another paymentHold"


def test_nothing_there_is_said_only_after_both_kinds_were_asked_for(bench: Bench) -> None:
    assert bench.netsuite().ask(a_bill()) is None
    assert bench.calls()[1:] == ["GET vendorBill", "GET vendorCredit"]
    credit = a_bill(kind="credit_note")
    assert bench.netsuite().ask(credit) is None
    assert bench.calls()[3:] == ["GET vendorCredit", "GET vendorBill"]


@pytest.mark.parametrize("door", ["token", "lookup"])
@pytest.mark.parametrize("kind", ["down", "server_error", "too_many", "timeout_after_commit"])
def test_a_failure_before_the_bill_left_is_unavailable_after_three_tries(
    bench: Bench, door: Door, kind: Kind
) -> None:
    bench.fail(Fault(kind, door=door, count=9))

    with pytest.raises(Unavailable):
        bench.netsuite().send(a_bill())
    assert "POST vendorBill" not in bench.calls()
    assert len(bench.pauses) == 2


def test_pauses_grow_and_differ(bench: Bench) -> None:
    for _ in range(20):
        bench.fail(Fault("down", door="token", count=3))
        with pytest.raises(Unavailable):
            bench.netsuite().probe()

    assert all(0.1 <= pause <= 0.4 for pause in bench.pauses[0::2])
    assert all(0.2 <= pause <= 0.8 for pause in bench.pauses[1::2])
    assert max(bench.pauses[1::2]) > 0.4
    assert len(set(bench.pauses)) == 40


def test_a_long_wait_is_handed_on_at_once_and_a_short_one_kept(bench: Bench) -> None:
    bench.fail(Fault("too_many", door="ask", seconds=30))
    with pytest.raises(Unavailable) as turned_away:
        bench.netsuite().ask(a_bill())
    assert turned_away.value.wait_seconds == 30
    assert bench.pauses == []

    bench.fail(Fault("too_many", door="ask", seconds=1))
    assert bench.netsuite().ask(a_bill()) is None
    assert bench.pauses[0] > 1


def test_a_limit_without_a_hint_is_tried_again_when_it_was_a_question(bench: Bench) -> None:
    bench.fail(Fault("too_many", door="ask", count=2))

    assert bench.netsuite().ask(a_bill()) is None
    assert bench.calls().count("GET vendorBill") == 3


@pytest.mark.parametrize("kind", ["server_error", "timeout_after_commit", "late_commit"])
def test_the_bill_itself_is_never_sent_again(bench: Bench, kind: Kind) -> None:
    bench.fail(Fault(kind))

    with pytest.raises(UnknownOutcome):
        bench.netsuite().send(a_bill())
    assert bench.calls() == FIRST[:3]
    assert bench.pauses == []


@pytest.mark.parametrize(("seconds", "known"), [(16, True), (17, False)])
def test_a_slow_answer_counts_within_the_deadline(bench: Bench, seconds: int, known: bool) -> None:
    bench.fail(Fault("slow", seconds=seconds))

    if known:
        assert bench.netsuite().send(a_bill()).number
    else:
        with pytest.raises(UnknownOutcome):
            bench.netsuite().send(a_bill())
    assert isinstance(bench.netsuite().ask(a_bill()), Receipt)


def test_all_calls_share_twenty_seconds_and_the_check_keeps_three(bench: Bench) -> None:
    bench.remote.each_takes = 4
    bench.netsuite().send(a_bill())

    assert [each.deadline_seconds for each in bench.left()] == [5, 5, 9, 5]


def test_too_little_time_left_posts_nothing(bench: Bench) -> None:
    bench.remote.each_takes = 6.5

    with pytest.raises(Unavailable, match="too little time"):
        bench.netsuite().send(a_bill())
    assert bench.calls() == FIRST[:2]
    assert not bench.system.books.records


def test_no_time_left_for_the_check_is_not_nothing_posted(bench: Bench) -> None:
    bench.netsuite().probe()
    bench.remote.each_takes = 10

    with pytest.raises(UnknownOutcome):
        bench.netsuite().send(a_bill())
    assert bench.calls()[2:] == ["GET currency", "POST vendorBill"]
    assert bench.the_record()


def test_no_time_left_asks_nothing(bench: Bench) -> None:
    def doze(_: float) -> None:
        bench.remote.elapsed += 20

    bench.fail(Fault("server_error", door="ask", count=9))
    netsuite = NetSuite(bench.remote, bench.clock(), doze, timer=lambda: bench.remote.elapsed)

    with pytest.raises(Unavailable, match="no time was left"):
        netsuite.ask(a_bill())
    assert bench.calls().count("GET vendorBill") == 1


def test_a_locked_record_cannot_be_asked_for(bench: Bench) -> None:
    bench.netsuite().send(a_bill())
    bench.fail(Fault("locked", door="ask"))

    with pytest.raises(Rejected) as locked:
        bench.netsuite().ask(a_bill())
    assert "locked" in locked.value.raw


def test_a_posting_that_a_lock_prevents_is_refused_and_nothing_is_there(bench: Bench) -> None:
    bench.fail(Fault("locked"))

    with pytest.raises(Rejected, match="locked"):
        bench.netsuite().send(a_bill())
    assert not bench.system.books.records


def test_a_bill_is_posted_into_the_period_it_was_sent_for(bench: Bench) -> None:
    bench.netsuite().send(a_bill(document_date=date(2026, 10, 30)))

    assert bench.calls()[1:4] == ["GET currency", "GET accountingPeriod", "POST vendorBill"]
    assert bench.the_record()["postingPeriod"] == {"id": "123"}
    assert bench.system.books.setup.periods["Nov 2026"] == "123"


def test_currency_and_period_must_be_there_before_anything_is_sent(bench: Bench) -> None:
    with pytest.raises(Rejected) as refused:
        bench.netsuite().send(a_bill(currency="CHF"))
    assert refused.value.code == "unfit"
    del bench.system.books.setup.periods["Nov 2026"]
    with pytest.raises(Rejected, match="accountingPeriod"):
        bench.netsuite().send(a_bill(document_date=date(2026, 10, 30)))
    assert "POST vendorBill" not in bench.calls()


def test_what_is_unfit_does_not_leave(bench: Bench) -> None:
    with pytest.raises(Rejected):
        bench.netsuite().send(a_bill(gross="1.00"))
    assert bench.calls() == []


@pytest.mark.parametrize(
    "lookup",
    [
        reply(400, netsuite_error("INVALID_PARAMETER")),
        reply(403),
        reply(206, {"items": [{"id": "4"}]}),
        reply(200, {"items": {}}),
        reply(200, b"<html>"),
    ],
)
def test_a_search_that_is_refused_is_not_the_bills_fault(lookup: Reply) -> None:
    with pytest.raises(Unavailable):
        scripted(currency=lookup).send(a_bill())


@pytest.mark.parametrize(
    "items", [[], [{"id": "4"}, {"id": "5"}], [{"id": 4}], ["4"], [{"refName": "Euro"}]]
)
def test_not_exactly_one_currency_is_unfit(items: list[Any]) -> None:
    with pytest.raises(Rejected, match="currency"):
        scripted(currency=reply(200, {"items": items})).send(a_bill())


def test_a_probe_needs_what_every_posting_needs(bench: Bench) -> None:
    bench.netsuite().probe()

    assert bench.calls() == ["POST token", "GET currency"]
    for answer in (REFUSED, reply(401), reply(403), reply(404), reply(302), reply(204, b"")):
        with pytest.raises(Unavailable):
            scripted(currency=answer).probe()


def test_no_secret_and_no_payload_is_in_an_error(bench: Bench) -> None:
    raised: list[TieoutError] = []
    kinds: tuple[Kind, ...] = ("rejected", "locked", "server_error", "too_many", "slow", "down")
    for kind in kinds:
        bench.fail(Fault(kind, seconds=60))
        with pytest.raises(TieoutError) as error:
            bench.netsuite().send(a_bill())
        raised.append(error.value)
    for number in ("N" * 99, "RE-2026-1143"):
        with pytest.raises(TieoutError) as error:
            bench.netsuite().send(a_bill(number=number, gross="119.17"))
        raised.append(error.value)

    assert len({type(error) for error in raised}) == 3
    said = " ".join(f"{error} {error.problem()}" for error in raised)
    key = bench.system.settings()["private_key"].splitlines()[1]
    for private in (key, "simulated-token", "eyJ", "10300001", "RE20261143", "RE-2026", "119"):
        assert private not in said


def test_an_effect_connects_to_netsuite_and_to_nothing_else(bench: Bench) -> None:
    netsuite = connect("netsuite", bench.remote, bench.clock(), bench.pauses.append)
    assert netsuite.send(a_bill()).number
    with pytest.raises(ValueError, match="sap"):
        connect("sap", bench.remote, bench.clock(), bench.pauses.append)

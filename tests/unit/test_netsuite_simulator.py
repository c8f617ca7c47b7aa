"""The simulated NetSuite keeps NetSuite's rules, so that a connector that breaks them is found."""

import json
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest
import urllib3

from functions.connectors.netsuite.client import NetSuite
from functions.connectors.netsuite.translate import posting
from functions.connectors.netsuite.wire import rendered
from functions.runtime.errors import UnknownOutcome
from functions.runtime.ports import Reply, Request
from local.simulators.faults import Cut, Refused
from local.simulators.netsuite.answers import Refusal
from local.simulators.netsuite.books import Books
from local.simulators.netsuite.faults import Fault
from local.simulators.netsuite.records import GRANT, RECORDS
from local.simulators.netsuite.system import NetSuiteSystem
from local.simulators.remote import SimulatedRemote
from tests.contract.erp_contract import Clock, a_bill
from tests.unit.netsuite_bench import an_account


def books(*, checks_duplicates: bool = True) -> Books:
    return Books(an_account(), checks_duplicates=checks_duplicates)


def wire(kind: str = "invoice", **changes: Any) -> dict[str, Any]:
    text = rendered(posting(a_bill(kind=kind), "4", ""))
    made: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return {**made, **changes}


def lined(**changes: Any) -> dict[str, Any]:
    """A bill of one line with these changes."""
    item = {
        "account": {"id": "0065100000"},
        "amount": Decimal("100.00"),
        "taxCode": {"id": "V1"},
        **changes,
    }
    return wire(expense={"items": [item]})


def system() -> NetSuiteSystem:
    return NetSuiteSystem(Clock(), setup=an_account())


def asked(to: NetSuiteSystem, method: str, path: str, body: object = None, **headers: str) -> Reply:
    content = body if isinstance(body, bytes) else json.dumps(body, default=float).encode()
    return to.handle(Request(method, f"http://netsuite.test{path}", headers, content))


def admitted(to: NetSuiteSystem) -> str:
    """The authorization of somebody with a living token."""
    remote = SimulatedRemote(to)
    NetSuite(remote, to.clock()).probe()
    return remote.requests[-1].headers["authorization"]


@pytest.mark.parametrize(
    ("record", "code", "path"),
    [
        (wire(paymentHolt=True), "INVALID_CONTENT", "paymentHolt"),
        (wire("credit_note", paymentHold=True), "INVALID_CONTENT", "paymentHold"),
        (wire("credit_note", approvalStatus={"id": "2"}), "INVALID_CONTENT", "approvalStatus"),
        (wire(subsidiary=None), "USER_ERROR", ""),
        (wire(entity={"id": "10399999"}), "INVALID_CONTENT", "entity"),
        (wire(entity="10300001"), "INVALID_CONTENT", "entity"),
        (wire(subsidiary={"id": "1710"}), "INVALID_CONTENT", "subsidiary"),
        (wire(currency={"id": "EUR"}), "INVALID_CONTENT", "currency"),
        (wire(postingPeriod={"id": "1"}), "INVALID_CONTENT", "postingPeriod"),
        (wire(tranId="N" * 46), "USER_ERROR", "tranId"),
        (wire(tranDate="12.11.2026"), "INVALID_CONTENT", "tranDate"),
        (wire(expense=[]), "USER_ERROR", ""),
        (wire(expense={"items": ["1"]}), "INVALID_CONTENT", "expense"),
        (lined(account={"id": "9"}), "INVALID_CONTENT", "expense.items[0].account"),
        (lined(taxCode={"id": "V9"}), "INVALID_CONTENT", "expense.items[0].taxCode"),
        (lined(amount="100.00"), "INVALID_CONTENT", "amount"),
        (lined(amount=Decimal("100.001")), "INVALID_CONTENT", "amount"),
        (lined(tax1Amt="19.00"), "INVALID_CONTENT", "tax1Amt"),
        (lined(taxAmount=Decimal(19)), "INVALID_CONTENT", "expense.items[0]"),
        (lined(amount=Decimal("-100.00")), "USER_ERROR", ""),
    ],
)
def test_what_netsuite_would_not_take_is_not_posted(
    record: dict[str, Any], code: str, path: str
) -> None:
    held = books()
    kind = "vendorBill" if "dueDate" in record else "vendorCredit"
    with pytest.raises(Refusal) as refused:
        held.create(kind, record)

    assert (refused.value.code, refused.value.path) == (code, path)
    assert not held.records


def test_the_total_is_computed_from_lines_and_taxes() -> None:
    held = books()

    assert held.create("vendorBill", wire())["total"] == Decimal("119.00")
    stated = lined(tax1Amt=Decimal("18.99")) | {"externalId": "B"}
    assert held.create("vendorBill", stated)["total"] == Decimal("118.99")
    computed = held.create("vendorBill", lined() | {"externalId": "C"})
    assert (computed["total"], computed["taxTotal"]) == (Decimal("119.00"), Decimal("19.00"))


def test_an_external_id_is_used_once_by_each_type_of_record() -> None:
    held = books()
    held.create("vendorBill", wire())
    held.create("vendorCredit", wire("credit_note"))
    for kind, record in (("vendorBill", wire()), ("vendorCredit", wire("credit_note"))):
        with pytest.raises(Refusal, match="This record already exists"):
            held.create(kind, record)

    assert len(held.records) == 2
    tolerant = books(checks_duplicates=False)
    tolerant.create("vendorBill", wire())
    tolerant.create("vendorBill", wire())
    assert len(tolerant.records) == 2


def test_the_payment_run_pays_what_is_open_and_not_held_once() -> None:
    held = books()
    held.create("vendorBill", wire())
    held.create("vendorBill", wire(externalId="B", paymentHold=False))
    held.create("vendorBill", wire(externalId="C", paymentHold=False, approvalStatus={"id": "1"}))
    held.create("vendorCredit", wire("credit_note"))

    assert held.pay().paid == ["9002"]
    assert held.pay() == (0, 1, [])
    assert held.records[1]["status"]["id"] == "B"
    assert held.records[2]["status"]["id"] == "D"


def test_a_bill_without_a_word_about_a_hold_is_payable() -> None:
    held = books()
    record = wire()
    del record["paymentHold"]
    held.create("vendorBill", record)

    assert held.pay().found == 1


def test_nobody_posts_or_asks_without_a_living_token() -> None:
    to = system()
    bills = f"{RECORDS}vendorBill"
    for method, path in (("POST", bills), ("GET", f"{bills}/eid:X"), ("GET", f"{RECORDS}currency")):
        turned_away = asked(to, method, path, wire())
        assert turned_away.status == 401
        assert json.loads(turned_away.body)["o:errorDetails"][0]["o:errorCode"] == "INVALID_LOGIN"
    assert asked(to, "POST", GRANT, b"grant_type=client_credentials").status == 400
    assert not to.books.records

    made = asked(to, "POST", bills, wire(), authorization=admitted(to))
    assert (made.status, made.body) == (204, b"")
    assert made.headers["location"] == f"http://netsuite.test{bills}/9001"


def test_a_record_is_shown_with_links_doubles_and_its_lines_when_asked_for_them() -> None:
    to = system()
    NetSuite(SimulatedRemote(to), to.clock()).send(a_bill())
    path = f"{RECORDS}vendorBill/eid:RE20261143K7Q2ZD"

    plain = asked(to, "GET", path, authorization=admitted(to))
    whole = asked(to, "GET", f"{path}?expandSubResources=true", authorization=admitted(to))

    assert b'"total": 119.0,' in plain.body
    assert "items" not in json.loads(plain.body)["expense"]
    assert len(json.loads(whole.body)["expense"]["items"]) == 2


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "vendorBill/eid:NOBODY", 404, "NONEXISTENT_ID"),
        ("GET", "vendorCredit/eid:RE20261143K7Q2ZD", 404, "NONEXISTENT_ID"),
        ("GET", "journalEntry/eid:X", 404, "NONEXISTENT_ID"),
        ("PUT", "vendorBill/eid:RE20261143K7Q2ZD", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "currency?q=name%20IS%20%22Euro%22", 400, "INVALID_PARAMETER"),
        ("GET", "currency?q=symbol%20IS%20EUR", 400, "INVALID_PARAMETER"),
        ("POST", "vendorBill", 400, "INVALID_CONTENT"),
    ],
)
def test_other_questions_are_answered_as_netsuite_does(
    method: str, path: str, status: int, code: str
) -> None:
    to = system()
    NetSuite(SimulatedRemote(to), to.clock()).send(a_bill())
    answer = asked(to, method, RECORDS + path, b"<html>", authorization=admitted(to))

    assert answer.status == status
    assert json.loads(answer.body)["o:errorDetails"][0]["o:errorCode"] == code


def test_a_late_commit_happens_when_it_is_due_even_if_nobody_asks() -> None:
    clock = Clock()
    to = NetSuiteSystem(clock, setup=an_account())
    to.order(Fault("late_commit", seconds=30, match="RE20261143"))
    with pytest.raises(UnknownOutcome):
        NetSuite(SimulatedRemote(to), clock()).send(a_bill())

    clock.advance(29)
    to.advance()
    assert not to.books.records
    clock.advance(1)
    to.advance()
    assert to.books.records[0]["recordType"] == "vendorBill"


@pytest.mark.parametrize("first", ["late", "again"])
def test_of_a_late_commit_and_a_second_try_only_one_stands(first: str) -> None:
    clock = Clock()
    to = NetSuiteSystem(clock, setup=an_account())
    to.order(Fault("late_commit", seconds=30))
    remote = SimulatedRemote(to)
    with pytest.raises(UnknownOutcome):
        NetSuite(remote, clock()).send(a_bill())
    if first == "late":
        clock.advance(31)
        with pytest.raises(UnknownOutcome):
            NetSuite(remote, clock()).send(a_bill())
    else:
        NetSuite(remote, clock()).send(a_bill())
        clock.advance(31)
        to.advance()

    assert len(to.books.records) == 1


def test_a_fault_waits_for_the_bill_it_is_meant_for() -> None:
    to = system()
    remote = SimulatedRemote(to)
    to.order(Fault("timeout_after_commit", match="RE-2026-2000"))

    assert NetSuite(remote, to.clock()).send(a_bill()).number
    other = a_bill(number="RE-2026-2000", reference="RE20262000AAAAAA")
    with pytest.raises(UnknownOutcome):
        NetSuite(remote, to.clock()).send(other)


def test_down_is_for_every_door_and_ends() -> None:
    clock = Clock()
    to = NetSuiteSystem(clock)
    to.order(Fault("down", seconds=60))
    for path in (GRANT, f"{RECORDS}vendorBill", "/_simulator/postings"):
        with pytest.raises(Refused):
            asked(to, "GET", path)

    clock.advance(60)
    assert asked(to, "GET", "/_simulator/postings").status == 200


def test_the_control_surface_orders_counts_and_pays() -> None:
    to = system()
    remote = SimulatedRemote(to)
    order = {"kind": "timeout_after_commit", "seconds": 3}
    assert asked(to, "POST", "/_simulator/faults", order).status == 201
    assert json.loads(asked(to, "GET", "/_simulator/faults").body)["faults"][0]["seconds"] == 3
    with pytest.raises(UnknownOutcome):
        NetSuite(remote, to.clock()).send(a_bill())
    asked(to, "POST", "/_simulator/suppliers", {"number": "10300003"})
    other = a_bill(supplier="10300003", reference="RE20261144AAAAAA")
    NetSuite(remote, to.clock()).send(other)

    held = json.loads(asked(to, "GET", "/_simulator/postings").body)
    assert (held["count"], held["twice"], held["late"]) == (2, [], 0)
    run = json.loads(asked(to, "POST", "/_simulator/payment-run").body)
    assert run == {"found": 0, "blocked": 2, "paid": []}
    assert json.loads(asked(to, "GET", "/_simulator/settings").body) == to.settings()
    asked(to, "POST", "/_simulator/faults", {"kind": "rejected"})
    assert json.loads(asked(to, "DELETE", "/_simulator/faults").body) == {"faults": []}
    assert not to.faults.ordered


def test_what_is_held_twice_is_told() -> None:
    to = NetSuiteSystem(Clock(), setup=an_account(), checks_duplicates=False)
    to.books.create("vendorBill", wire())
    to.books.create("vendorBill", wire())

    held = json.loads(asked(to, "GET", "/_simulator/postings").body)
    assert held["twice"] == ["RE20261143K7Q2ZD"]


@pytest.mark.parametrize("order", [{"kind": "earthquake"}, {"kind": "slow", "count": 0}, {}, b"no"])
def test_an_order_that_makes_no_sense_is_refused(order: object) -> None:
    assert asked(system(), "POST", "/_simulator/faults", order).status == 400
    assert asked(system(), "GET", "/_simulator/moon").status == 404


def test_a_cut_says_how_long_the_caller_hangs() -> None:
    to = system()
    to.order(Fault("timeout_after_commit", door="token", seconds=4))
    with pytest.raises(Cut) as cut:
        asked(to, "POST", GRANT, b"grant_type=client_credentials")
    assert cut.value.after_seconds == 4


def test_the_simulator_starts_as_a_program_on_the_loopback_address() -> None:
    command = [sys.executable, "-m", "local.simulators.netsuite", "--port", "0", "--supplier", "9"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            said = program.stdout.readline().strip()
            address = said.removeprefix("NetSuite is simulated at ")
            with urllib3.PoolManager(retries=False) as pool:
                answer = pool.request("GET", f"{address}/_simulator/postings", timeout=5)
                settings = pool.request("GET", f"{address}/_simulator/settings", timeout=5)
        finally:
            program.terminate()
    assert said.startswith("NetSuite is simulated at http://127.0.0.1:")
    assert answer.json()["count"] == 0
    assert settings.json()["token_url"] == address + GRANT
    assert program.returncode == 0

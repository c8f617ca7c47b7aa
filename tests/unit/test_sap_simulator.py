"""The simulated SAP keeps SAP's rules, so that a connector that breaks them is found out."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest
import urllib3

from functions.connectors.sap.client import Sap
from functions.connectors.sap.odata import wire_date
from functions.connectors.sap.translate import posting
from functions.runtime.errors import UnknownOutcome
from functions.runtime.ports import Reply, Request
from local.simulators.faults import Cut, Refused
from local.simulators.remote import SimulatedRemote
from local.simulators.sap.books import Books
from local.simulators.sap.faults import Fault
from local.simulators.sap.odata import Refusal, filters
from local.simulators.sap.service import BILLS, GRANT, SERVICE
from local.simulators.sap.system import SapSystem
from tests.contract.erp_contract import Clock, a_bill


def books(*, checks_duplicates: bool = True) -> Books:
    return Books({"1010"}, {"10300001", "10300002"}, checks_duplicates=checks_duplicates)


def wire(**changes: Any) -> dict[str, Any]:
    return {**posting(a_bill()), **changes}


def system() -> SapSystem:
    return SapSystem(Clock())


def asked(sap: SapSystem, method: str, path: str, body: object = None, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return sap.handle(Request(method, f"http://sap.test{path}", named, content))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"InvoiceGrossAmount": "119.01"}, "M8/534"),
        ({"to_SupplierInvoiceTax": {"results": []}}, "M8/534"),
        ({"SupplierInvoiceIsCreditMemo": "X"}, "M8/534"),
        ({"SupplierInvoiceIDByInvcgParty": ""}, "00/055"),
        ({"InvoicingParty": None}, "00/055"),
        ({"SupplierInvoiceIDByInvcgParty": "RE20261143K7Q2ZD1"}, "/IWBEP/CM_MGW_RT/021"),
        ({"DocumentHeaderText": "t" * 26}, "/IWBEP/CM_MGW_RT/021"),
        ({"DocumentDate": "2026-11-12"}, "/IWBEP/CM_MGW_RT/021"),
        ({"InvoiceGrossAmount": "-119.00"}, "/IWBEP/CM_MGW_RT/021"),
        ({"InvoiceGrossAmount": 119}, "/IWBEP/CM_MGW_RT/021"),
        ({"CompanyCode": "9999"}, "F5/165"),
        ({"InvoicingParty": "10399999"}, "F5/102"),
    ],
)
def test_what_sap_would_not_post_is_not_posted(changes: dict[str, Any], code: str) -> None:
    held = books()
    with pytest.raises(Refusal) as refused:
        held.post(wire(**changes))

    assert refused.value.code == code
    assert not held.invoices


def test_a_duplicate_is_refused_and_each_criterion_counts() -> None:
    held = books()
    held.post(wire())
    with pytest.raises(Refusal) as refused:
        held.post(wire())
    assert refused.value.code == "M8/108"

    held.post(wire(InvoicingParty="10300002"))
    held.post(wire(SupplierInvoiceIDByInvcgParty="RE20261144AAAAAA"))
    held.post(wire(DocumentDate=wire_date(date(2026, 11, 13))))
    held.post(wire(DocumentCurrency="USD"))
    assert len(held.invoices) == 5


def test_credit_memos_and_reversed_bills_are_no_duplicates() -> None:
    held = books()
    memo = posting(a_bill(kind="credit_note"))
    held.post(dict(memo))
    held.post(dict(memo))
    held.post(wire())["ReverseDocument"] = "5105600099"
    held.post(wire())

    assert len(held.invoices) == 4


def test_without_its_check_sap_posts_twice() -> None:
    held = books(checks_duplicates=False)
    held.post(wire())
    held.post(wire())

    assert len(held.invoices) == 2


def test_the_payment_program_pays_what_is_open_and_not_blocked_once() -> None:
    held = books()
    held.post(wire())
    reference = {"SupplierInvoiceIDByInvcgParty": "RE20261144AAAAAA"}
    held.post(wire(PaymentBlockingReason="", **reference))
    held.post(
        wire(PaymentBlockingReason="", SupplierInvoiceStatus="A", CompanyCode="1010")
        | {"SupplierInvoiceIDByInvcgParty": "RE20261145AAAAAA"}
    )

    assert held.pay().paid == ["5105600002/2026"]
    assert held.pay() == (0, 1, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A eq 'x'", {"A": "x"}),
        ("A eq 'O''Neil' and B eq ''", {"A": "O'Neil", "B": ""}),
        ("A eq ' and B eq '", {"A": " and B eq "}),
    ],
)
def test_filters_are_read(text: str, found: dict[str, str]) -> None:
    assert filters(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "A eq x", "A eq 'x' or B eq 'y'", "A eq 'x' and ", "A eq 'it's'", "IsReversed eq ''"],
)
def test_other_filters_are_refused(text: str) -> None:
    with pytest.raises(Refusal):
        filters(text)


def test_nobody_posts_without_token_session_and_every_cookie() -> None:
    sap = system()
    assert asked(sap, "POST", BILLS, wire()).status == 401
    assert asked(sap, "POST", GRANT, b"grant_type=client_credentials").status == 401

    remote = SimulatedRemote(sap)
    Sap(remote, sap.clock()).probe()
    identity = remote.requests[-1].headers["authorization"]
    opened = asked(sap, "GET", SERVICE + "/", authorization=identity, x_csrf_token="Fetch")
    cookies = [part.split(";")[0] for part in opened.headers["set-cookie"].split(", ")]
    token = opened.headers["x-csrf-token"]
    for given, some in (("forged", cookies), (token, cookies[:1]), (token, cookies[1:])):
        turned_away = asked(
            sap, "POST", BILLS, wire(),
            authorization=identity, x_csrf_token=given, cookie="; ".join(some),
        )  # fmt: skip
        assert (turned_away.status, turned_away.headers["x-csrf-token"]) == (403, "Required")

    everything = {"x_csrf_token": token, "cookie": "; ".join(cookies)}
    posted = asked(sap, "POST", BILLS, wire(), authorization=identity, **everything)
    assert posted.status == 201
    assert json.loads(posted.body)["d"]["SupplierInvoice"] == "5105600001"


def test_a_question_gets_the_fields_that_it_selects_and_no_others() -> None:
    sap = system()
    remote = SimulatedRemote(sap)
    Sap(remote, sap.clock()).send(a_bill())
    identity = remote.requests[-1].headers["authorization"]

    reference = "SupplierInvoiceIDByInvcgParty%20eq%20'RE20261143K7Q2ZD'"
    path = f"{BILLS}?$filter={reference}&$select=SupplierInvoice,FiscalYear"
    found = json.loads(asked(sap, "GET", path, authorization=identity).body)["d"]["results"]
    assert [set(each) for each in found] == [{"__metadata", "SupplierInvoice", "FiscalYear"}]
    path = f"{BILLS}?$filter={reference}"
    found = json.loads(asked(sap, "GET", path, authorization=identity).body)["d"]["results"]
    assert found[0]["InvoiceGrossAmount"] == "119.00"


def test_a_late_commit_happens_when_it_is_due_even_if_nobody_asks() -> None:
    clock = Clock()
    sap = SapSystem(clock)
    sap.order(Fault("late_commit", seconds=30, match="RE20261143"))
    with pytest.raises(UnknownOutcome):
        Sap(SimulatedRemote(sap), clock()).send(a_bill())

    clock.advance(29)
    sap.advance()
    assert not sap.books.invoices
    clock.advance(1)
    sap.advance()
    assert len(sap.books.invoices) == 1


def test_a_late_commit_meets_the_duplicate_check() -> None:
    clock = Clock()
    sap = SapSystem(clock)
    sap.order(Fault("late_commit", seconds=30))
    remote = SimulatedRemote(sap)
    with pytest.raises(UnknownOutcome):
        Sap(remote, clock()).send(a_bill())
    Sap(remote, clock()).send(a_bill())

    clock.advance(31)
    sap.advance()
    assert len(sap.books.invoices) == 1


def test_a_fault_waits_for_the_bill_it_is_meant_for() -> None:
    sap = system()
    remote = SimulatedRemote(sap)
    sap.order(Fault("timeout_after_commit", match="RE-2026-2000"))

    assert Sap(remote, sap.clock()).send(a_bill()).number
    with pytest.raises(UnknownOutcome):
        Sap(remote, sap.clock()).send(a_bill(number="RE-2026-2000", reference="RE20262000AAAAAA"))


def test_down_is_for_every_door_and_ends() -> None:
    clock = Clock()
    sap = SapSystem(clock)
    sap.order(Fault("down", seconds=60))
    for path in (SERVICE, GRANT, BILLS, "/_simulator/postings"):
        with pytest.raises(Refused):
            asked(sap, "GET", path)

    clock.advance(60)
    assert asked(sap, "GET", "/_simulator/postings").status == 200


def test_the_control_surface_orders_counts_and_pays() -> None:
    sap = system()
    remote = SimulatedRemote(sap)
    order = {"kind": "timeout_after_commit", "seconds": 3}
    assert asked(sap, "POST", "/_simulator/faults", order).status == 201
    assert json.loads(asked(sap, "GET", "/_simulator/faults").body)["faults"][0]["seconds"] == 3
    with pytest.raises(UnknownOutcome):
        Sap(remote, sap.clock()).send(a_bill())
    asked(sap, "POST", "/_simulator/suppliers", {"number": "10300003"})
    Sap(remote, sap.clock()).send(a_bill(supplier="10300003"))

    held = json.loads(asked(sap, "GET", "/_simulator/postings").body)
    assert (held["count"], held["twice"]) == (2, ["RE20261143K7Q2ZD"])
    run = json.loads(asked(sap, "POST", "/_simulator/payment-run").body)
    assert run == {"found": 0, "blocked": 2, "paid": []}
    asked(sap, "POST", "/_simulator/faults", {"kind": "rejected"})
    assert json.loads(asked(sap, "DELETE", "/_simulator/faults").body) == {"faults": []}
    assert not sap.faults.ordered


@pytest.mark.parametrize("order", [{"kind": "earthquake"}, {"kind": "slow", "count": 0}, {}, b"no"])
def test_an_order_that_makes_no_sense_is_refused(order: object) -> None:
    assert asked(system(), "POST", "/_simulator/faults", order).status == 400
    assert asked(system(), "GET", "/_simulator/moon").status == 404


def test_a_cut_says_how_long_the_caller_hangs() -> None:
    sap = system()
    sap.order(Fault("timeout_after_commit", door="token", seconds=4))
    with pytest.raises(Cut) as cut:
        asked(sap, "POST", GRANT, b"grant_type=client_credentials")
    assert cut.value.after_seconds == 4


def test_the_simulator_starts_as_a_program_on_the_loopback_address() -> None:
    command = [sys.executable, "-m", "local.simulators.sap", "--port", "0", "--supplier", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            assert program.stdout
            said = program.stdout.readline().strip()
            address = said.removeprefix("SAP is simulated at ")
            with urllib3.PoolManager(retries=False) as pool:
                answer = pool.request("GET", f"{address}/_simulator/postings", timeout=5)
        finally:
            program.terminate()
    assert said.startswith("SAP is simulated at http://127.0.0.1:")
    assert answer.json()["count"] == 0
    assert program.returncode == 0

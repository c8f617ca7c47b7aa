"""The calls to SAP: what is tried again, within what time, and what a question finds."""

import pytest

from functions.connectors.sap.client import PAGES_MAX, Sap, connect
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import TieoutError, Unavailable, UnknownOutcome
from local.simulators.sap.faults import Door, Fault, Kind
from local.simulators.sap.system import SECRET
from tests.contract.erp_contract import a_bill
from tests.unit.sap_bench import FIRST, Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize("door", ["token", "service"])
@pytest.mark.parametrize("kind", ["down", "server_error", "too_many", "timeout_after_commit"])
def test_a_failure_before_the_bill_left_is_unavailable_after_three_tries(
    bench: Bench, door: Door, kind: Kind
) -> None:
    bench.fail(Fault(kind, door=door, count=9))

    with pytest.raises(Unavailable):
        bench.sap().send(a_bill())
    assert "POST A_SupplierInvoice" not in bench.calls()
    assert len(bench.pauses) == 2


def test_pauses_grow_and_differ(bench: Bench) -> None:
    for _ in range(3):
        bench.fail(Fault("down", door="token", count=3))
        with pytest.raises(Unavailable):
            bench.sap().probe()

    assert all(0.1 <= pause <= 0.4 for pause in bench.pauses[0::2])
    assert all(0.2 <= pause <= 0.8 for pause in bench.pauses[1::2])
    assert len(set(bench.pauses)) == 6


def test_a_safe_call_that_fails_once_is_tried_again(bench: Bench) -> None:
    bench.fail(Fault("server_error", door="ask", status=502))

    assert bench.sap().ask(a_bill()) is None
    assert bench.calls().count("GET A_SupplierInvoice") == 2


def test_a_long_wait_is_handed_on_at_once(bench: Bench) -> None:
    bench.fail(Fault("too_many", door="ask", seconds=30))

    with pytest.raises(Unavailable) as turned_away:
        bench.sap().ask(a_bill())
    assert turned_away.value.wait_seconds == 30
    assert bench.pauses == []


def test_a_short_wait_is_kept(bench: Bench) -> None:
    bench.fail(Fault("too_many", door="ask", seconds=1))

    assert bench.sap().ask(a_bill()) is None
    assert bench.pauses[0] > 1


@pytest.mark.parametrize("kind", ["server_error", "timeout_after_commit", "late_commit"])
def test_the_bill_itself_is_never_sent_again(bench: Bench, kind: Kind) -> None:
    bench.fail(Fault(kind))

    with pytest.raises(UnknownOutcome):
        bench.sap().send(a_bill())
    assert bench.calls() == FIRST
    assert bench.pauses == []


@pytest.mark.parametrize(("seconds", "known"), [(19, True), (20, False)])
def test_a_slow_answer_counts_within_the_deadline(bench: Bench, seconds: int, known: bool) -> None:
    bench.fail(Fault("slow", seconds=seconds))

    if known:
        assert bench.sap().send(a_bill()).number
    else:
        with pytest.raises(UnknownOutcome):
            bench.sap().send(a_bill())
    assert isinstance(bench.sap().ask(a_bill()), Receipt)


def test_all_calls_share_twenty_seconds(bench: Bench) -> None:
    bench.remote.each_takes = 4
    bench.sap().send(a_bill())

    assert [each.deadline_seconds for each in bench.left()] == [5, 5, 12]


def test_too_little_time_left_posts_nothing(bench: Bench) -> None:
    bench.sap().probe()
    bench.fail(Fault("expired_session"))
    bench.remote.each_takes = 8

    with pytest.raises(Unavailable, match="too little time"):
        bench.sap().send(a_bill())
    assert bench.calls()[2:] == ["POST A_SupplierInvoice", "GET "]
    assert not bench.system.books.invoices


def test_no_time_left_asks_nothing(bench: Bench) -> None:
    def doze(_: float) -> None:
        bench.remote.elapsed += 20

    bench.fail(Fault("server_error", door="ask", count=9))
    sap = Sap(bench.remote, bench.clock(), pause=doze, timer=lambda: bench.remote.elapsed)

    with pytest.raises(Unavailable, match="no time was left"):
        sap.ask(a_bill())
    assert bench.calls().count("GET A_SupplierInvoice") == 1


def test_pages_are_followed_to_the_end() -> None:
    bench = Bench(page_size=1, checks_duplicates=False)
    for _ in range(3):
        bench.sap().send(a_bill())

    found = bench.sap().ask(a_bill())

    assert isinstance(found, Refusal)
    assert found.reason == "SAP holds 3 entries under our reference"
    assert bench.calls().count("GET A_SupplierInvoice") == 3


def test_pages_without_end_are_given_up() -> None:
    bench = Bench(page_size=1, checks_duplicates=False)
    for _ in range(PAGES_MAX + 1):
        bench.sap().send(a_bill())

    with pytest.raises(Unavailable):
        bench.sap().ask(a_bill())


def test_a_bill_under_another_invoicing_party_is_found_and_differs(bench: Bench) -> None:
    bench.sap().send(a_bill(supplier="10300002"))

    found = bench.sap().ask(a_bill())

    assert isinstance(found, Refusal)
    assert found.reason == "SAP holds another InvoicingParty"


def test_no_secret_and_no_payload_is_in_an_error(bench: Bench) -> None:
    raised: list[TieoutError] = []
    kinds: tuple[Kind, ...] = ("rejected", "duplicate", "server_error", "too_many", "down", "slow")
    for kind in kinds:
        bench.fail(Fault(kind, seconds=0 if kind == "down" else 60))
        with pytest.raises(TieoutError) as error:
            bench.sap().send(a_bill())
        raised.append(error.value)

    said = " ".join(f"{error} {error.problem()}" for error in raised)
    for private in (SECRET, "simulated-token", "csrf-", "10300001", "RE20261143", "119"):
        assert private not in said


def test_an_effect_connects_to_sap_and_to_nothing_else(bench: Bench) -> None:
    assert connect("sap", bench.remote, bench.clock(), bench.pauses.append).send(a_bill()).number
    with pytest.raises(ValueError, match="netsuite"):
        connect("netsuite", bench.remote, bench.clock(), bench.pauses.append)

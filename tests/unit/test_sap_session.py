"""The session with SAP: what is kept, what is renewed and how often."""

import pytest

from functions.connectors.sap.client import Sap
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Reply
from local.simulators.remote import SimulatedRemote
from local.simulators.sap.faults import Fault, Kind
from tests.contract.erp_contract import Clock, a_bill
from tests.unit.sap_bench import FIRST, GRANTED, OPENED, Bench, Scripted


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_token_and_csrf_are_fetched_once_and_kept(bench: Bench) -> None:
    bench.sap().send(a_bill())
    bench.sap().send(a_bill(reference="RE20261144AAAAAA"))
    bench.sap().ask(a_bill())

    assert bench.calls() == [*FIRST, "POST A_SupplierInvoice", "GET A_SupplierInvoice"]


def test_a_token_is_renewed_a_minute_before_its_end(bench: Bench) -> None:
    bench.sap().ask(a_bill())
    bench.clock.advance(3600 - 61)
    bench.sap().ask(a_bill())
    bench.clock.advance(2)
    bench.sap().ask(a_bill())

    assert bench.calls().count("POST token") == 2


def test_two_remotes_share_no_session(bench: Bench) -> None:
    other = SimulatedRemote(bench.system)
    bench.sap().send(a_bill())
    Sap(other, bench.clock(), bench.pauses.append).ask(a_bill())

    assert other.requests[0].url.endswith("/token")


@pytest.mark.parametrize(
    ("kind", "renewed"), [("expired_token", "POST token"), ("expired_session", "GET ")]
)
def test_what_expired_is_renewed_and_the_bill_sent_again(
    bench: Bench, kind: Kind, renewed: str
) -> None:
    bench.sap().probe()
    bench.fail(Fault(kind))

    assert bench.sap().send(a_bill()).number
    assert bench.calls()[2:] == ["POST A_SupplierInvoice", renewed, "POST A_SupplierInvoice"]
    assert len(bench.system.books.invoices) == 1


def test_a_new_session_is_opened_without_the_cookies_of_the_old(bench: Bench) -> None:
    bench.sap().send(a_bill())
    bench.fail(Fault("expired_session"))
    bench.sap().send(a_bill(reference="RE20261144AAAAAA"))

    assert "cookie" not in bench.left()[-2].headers
    assert bench.left()[-1].headers["cookie"].endswith("session-3")


def test_both_may_expire_at_once(bench: Bench) -> None:
    bench.sap().probe()
    bench.fail(Fault("expired_token"), Fault("expired_session"))

    assert bench.sap().send(a_bill()).number
    assert bench.calls().count("POST A_SupplierInvoice") == 3


@pytest.mark.parametrize("kind", ["expired_token", "expired_session"])
def test_each_is_renewed_once_and_then_sap_is_unavailable(bench: Bench, kind: Kind) -> None:
    bench.sap().probe()
    bench.fail(Fault(kind, count=9))

    with pytest.raises(Unavailable):
        bench.sap().send(a_bill())
    assert bench.calls().count("POST A_SupplierInvoice") == 2
    assert not bench.system.books.invoices


def test_a_question_renews_the_token_once(bench: Bench) -> None:
    bench.fail(Fault("expired_token", door="ask", count=9))

    with pytest.raises(Unavailable):
        bench.sap().ask(a_bill())
    assert bench.calls().count("GET A_SupplierInvoice") == 2


def test_all_cookies_go_back_with_the_csrf_token(bench: Bench) -> None:
    bench.sap().send(a_bill())

    sent = bench.left()[-1].headers
    assert sent["cookie"] == "sap-usercontext=sap-client=100; SAP_SESSIONID_S4H_100=session-2"
    assert sent["x-csrf-token"] == "csrf-2=="


@pytest.mark.parametrize(
    ("token", "root"),
    [
        (Reply(401, {}, b'{"error":"invalid_client"}'), OPENED),
        (Reply(200, {}, b"<html>"), OPENED),
        (Reply(200, {}, b"[]"), OPENED),
        (Reply(200, {}, b'{"access_token":""}'), OPENED),
        (Reply(302, {}, b'{"access_token":"t"}'), OPENED),
        (GRANTED, Reply(200, {}, b"")),
        (GRANTED, Reply(200, {"x-csrf-token": "Required"}, b"")),
        (GRANTED, Reply(403, {"x-csrf-token": "abc"}, b"")),
        (GRANTED, Reply(404, {"x-csrf-token": "abc"}, b"")),
    ],
)
def test_without_token_or_csrf_token_sap_is_unavailable(token: Reply, root: Reply) -> None:
    with pytest.raises(Unavailable):
        Sap(Scripted(token, root), Clock()()).probe()


def test_with_both_it_is_available() -> None:
    Sap(Scripted(GRANTED, OPENED), Clock()()).probe()


def test_a_lifetime_beyond_reason_is_cut_to_a_day() -> None:
    forever = Reply(200, {}, b'{"access_token":"t","expires_in":"9999999999999999999"}')
    remote = Scripted(forever, OPENED)
    clock = Clock()
    Sap(remote, clock()).probe()
    remote.answers["token"] = None
    clock.advance(86_000)
    Sap(remote, clock()).probe()

    clock.advance(400)
    with pytest.raises(AssertionError):
        Sap(remote, clock()).probe()


def test_a_403_for_want_of_authority_is_not_taken_for_an_old_csrf_token() -> None:
    remote = Scripted(GRANTED, OPENED, Reply(403, {}, b"{}"))

    with pytest.raises(Unavailable):
        Sap(remote, Clock()()).send(a_bill())
    assert remote.posts == 1


def test_the_wait_that_the_remote_asks_for_is_handed_on() -> None:
    remote = Scripted(GRANTED, OPENED, Unavailable("our own limit", wait_seconds=9))

    with pytest.raises(Unavailable) as turned_away:
        Sap(remote, Clock()()).ask(a_bill())
    assert turned_away.value.wait_seconds == 9


@pytest.mark.parametrize("grant", [b'{"access_token":"t"}', b'{"access_token":"t","expires_in":0}'])
def test_a_token_without_a_lifetime_serves_one_call(grant: bytes) -> None:
    remote = Scripted(Reply(200, {}, grant), Reply(200, {"x-csrf-token": "abc"}, b""))
    clock = Clock()
    Sap(remote, clock()).probe()
    remote.answers["token"] = Reply(500, {}, b"")

    with pytest.raises(Unavailable):
        Sap(remote, clock(), pause=lambda _: None).probe()

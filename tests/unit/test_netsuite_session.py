"""The session with NetSuite: how we prove who we are, what is kept, what is renewed how often."""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from functions.connectors.netsuite import assertion
from functions.connectors.netsuite.assertion import client_assertion
from functions.connectors.netsuite.client import NetSuite
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Reply, Request
from local.simulators.netsuite.doorkeeper import Doorkeeper, PrivateKey
from local.simulators.netsuite.faults import Fault
from local.simulators.netsuite.records import GRANT
from local.simulators.netsuite.system import NetSuiteSystem
from local.simulators.remote import SimulatedRemote
from tests.contract.erp_contract import Clock, a_bill
from tests.unit.netsuite_bench import FIRST, GRANTED, Bench, Scripted, reply


@pytest.fixture
def bench() -> Bench:
    return Bench()


class Impostor(SimulatedRemote):
    """Says what we say, and signs it with a key that NetSuite does not know."""

    def secret(self, name: str) -> Mapping[str, str]:
        own = Doorkeeper(None, Clock()).private_key()
        return {**super().secret(name), "private_key": own}


def pem(key: Any, **protection: Any) -> str:
    encryption = protection.get("encryption", NoEncryption())
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)).decode()


def parts(assertion: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(p + "==")) for p in assertion.split(".")[:2]]


def test_the_assertion_says_what_netsuite_wants_to_read() -> None:
    system = NetSuiteSystem(Clock())
    now = Clock()()
    header, claims = parts(client_assertion(system.settings(), now))

    assert header == {"typ": "JWT", "alg": "ES256", "kid": "tieout-certificate"}
    assert claims == {
        "iss": "tieout-client",
        "scope": "rest_webservices",
        "aud": f"http://netsuite.test{GRANT}",
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 300,
    }


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())],
    ids=["PS256", "ES256"],
)
def test_the_signature_is_that_of_the_certificate(
    key: PrivateKey, request: pytest.FixtureRequest
) -> None:
    clock = Clock()
    system = NetSuiteSystem(clock, key=key)
    NetSuite(SimulatedRemote(system), clock()).probe()

    assert parts(client_assertion(system.settings(), clock()))[0]["alg"] in request.node.name
    stranger = Impostor(system)
    with pytest.raises(Unavailable, match="gave no token"):
        NetSuite(stranger, clock()).probe()


@pytest.mark.parametrize(
    "key",
    [
        "no key",
        pem(ed25519.Ed25519PrivateKey.generate()),
        pem(ec.generate_private_key(ec.SECP384R1())),
        pem(
            ec.generate_private_key(ec.SECP256R1()),
            encryption=BestAvailableEncryption(b"passphrase"),
        ),
    ],
    ids=["none", "Ed25519", "P-384", "encrypted"],
)
def test_a_key_of_no_use_is_unavailable_and_not_shown(key: str) -> None:
    settings = {**NetSuiteSystem(Clock()).settings(), "private_key": key}
    with pytest.raises(Unavailable) as useless:
        client_assertion(settings, Clock()())

    assert "private key for NetSuite" in useless.value.detail
    assert not useless.value.__cause__
    assert useless.value.__suppress_context__ or not useless.value.__context__


@pytest.mark.parametrize(
    ("changed", "value"),
    [
        ("client_id", "someone"),
        ("certificate_id", "another"),
        ("token_url", f"http://elsewhere.test{GRANT}"),
    ],
)
def test_netsuite_knows_no_other_client_certificate_or_audience(changed: str, value: str) -> None:
    system = NetSuiteSystem(Clock())
    settings = {**system.settings(), changed: value}
    form = {
        "grant_type": ["client_credentials"],
        "client_assertion_type": ["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"],
    }
    for vouched, status in (
        (client_assertion(system.settings(), Clock()()), 200),
        (client_assertion(settings, Clock()()), 400),
        (client_assertion(system.settings(), Clock()() - timedelta(seconds=301)), 400),
        (client_assertion(system.settings(), Clock()() + timedelta(seconds=9)), 400),
        ("a.b.c", 400),
        ("", 400),
    ):
        fields = {**form, "client_assertion": [vouched]}
        body = "&".join(f"{name}={values[0]}" for name, values in fields.items())
        assert system.handle(Request("POST", GRANT, {}, body.encode())).status == status


def test_netsuite_takes_no_assertion_that_lives_for_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    NetSuite(SimulatedRemote(NetSuiteSystem(Clock())), Clock()()).probe()
    monkeypatch.setattr(assertion, "VALID_SECONDS", 3600)

    with pytest.raises(Unavailable, match="gave no token"):
        NetSuite(SimulatedRemote(NetSuiteSystem(Clock())), Clock()()).probe()


def test_the_token_is_asked_for_as_a_form(bench: Bench) -> None:
    bench.netsuite().probe()

    sent = bench.left()[0]
    form = parse_qs(sent.body.decode())
    assert sent.headers["content-type"] == "application/x-www-form-urlencoded"
    assert set(form) == {"grant_type", "client_assertion_type", "client_assertion"}
    assert "authorization" not in sent.headers


def test_token_and_ids_are_fetched_once_and_kept(bench: Bench) -> None:
    bench.netsuite().send(a_bill())
    bench.netsuite().send(a_bill(reference="RE20261144AAAAAA"))
    bench.netsuite().ask(a_bill())

    assert bench.calls() == [*FIRST, *FIRST[2:], "GET vendorBill"]


def test_a_token_is_renewed_a_minute_before_its_end(bench: Bench) -> None:
    bench.netsuite().ask(a_bill())
    bench.clock.advance(3600 - 61)
    bench.netsuite().ask(a_bill())
    bench.clock.advance(2)
    bench.netsuite().ask(a_bill())

    assert bench.calls().count("POST token") == 2


def test_two_remotes_share_no_session(bench: Bench) -> None:
    other = SimulatedRemote(bench.system)
    bench.netsuite().send(a_bill())
    NetSuite(other, bench.clock(), bench.pauses.append).ask(a_bill())

    assert other.requests[0].url.endswith("/token")


def test_an_expired_token_is_renewed_and_the_bill_sent_again(bench: Bench) -> None:
    bench.netsuite().probe()
    bench.fail(Fault("expired_token"))

    assert bench.netsuite().send(a_bill()).number
    assert bench.calls()[3:] == ["POST vendorBill", "POST token", "POST vendorBill", FIRST[3]]
    assert len(bench.system.books.records) == 1


def test_it_is_renewed_once_and_then_netsuite_is_unavailable(bench: Bench) -> None:
    bench.netsuite().probe()
    bench.fail(Fault("expired_token", count=9))

    with pytest.raises(Unavailable):
        bench.netsuite().send(a_bill())
    assert bench.calls().count("POST vendorBill") == 2
    assert not bench.system.books.records


def test_a_question_renews_the_token_once(bench: Bench) -> None:
    bench.fail(Fault("expired_token", door="ask", count=9))

    with pytest.raises(Unavailable):
        bench.netsuite().ask(a_bill())
    assert bench.calls().count("GET vendorBill") == 2


@pytest.mark.parametrize(
    "token",
    [
        reply(400, {"error": "invalid_grant"}),
        reply(401, {"error": "invalid_client"}),
        reply(200, b"<html>"),
        reply(200, []),
        reply(200, {"access_token": ""}),
        reply(200, {"access_token": 7}),
        reply(302, {"access_token": "t"}),
    ],
)
def test_without_a_token_netsuite_is_unavailable(token: Reply) -> None:
    with pytest.raises(Unavailable):
        NetSuite(Scripted(token=token), Clock()()).probe()


def test_with_one_it_is_available() -> None:
    NetSuite(Scripted(), Clock()()).probe()


def test_a_lifetime_beyond_reason_is_cut_to_a_day() -> None:
    forever = reply(200, {"access_token": "t", "expires_in": "9999999999999999999"})
    remote, clock = Scripted(token=forever), Clock()
    NetSuite(remote, clock()).probe()
    del remote.answers["token"]
    clock.advance(86_000)
    NetSuite(remote, clock()).probe()

    clock.advance(400)
    with pytest.raises(AssertionError):
        NetSuite(remote, clock()).probe()


@pytest.mark.parametrize("grant", [{"access_token": "t"}, {"access_token": "t", "expires_in": 0}])
def test_a_token_without_a_lifetime_serves_one_call(grant: dict[str, Any]) -> None:
    remote, clock = Scripted(token=reply(200, grant)), Clock()
    NetSuite(remote, clock()).probe()
    remote.answers["token"] = reply(500)

    with pytest.raises(Unavailable):
        NetSuite(remote, clock(), pause=lambda _: None).probe()


def test_the_wait_that_the_remote_asks_for_is_handed_on() -> None:
    remote = Scripted(token=GRANTED, vendorBill=Unavailable("our own limit", wait_seconds=9))

    with pytest.raises(Unavailable) as turned_away:
        NetSuite(remote, Clock()()).ask(a_bill())
    assert turned_away.value.wait_seconds == 9

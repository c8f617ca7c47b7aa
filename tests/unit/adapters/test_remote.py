"""What is said of a partner system's failures, against real sockets."""

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from functions.runtime.aws import remote
from functions.runtime.errors import TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import Ports, Reply, Request
from tests.unit.adapters.service import (
    Scene,
    Service,
    answer,
    dripping,
    half_an_answer,
    hang_up,
    silence,
)


def post(ports: Ports, url: str, *, seconds: int = 1, **headers: str) -> Reply:
    return ports.remote.call(Request("POST", url, headers, b"<invoice/>", seconds))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_a_whole_answer(ports: Ports, service: Service) -> None:
    service.script = [answer(b"made", 201, {"Location": "/1", "ETag": "W"})]
    reply = post(ports, f"{service.url}/Invoices?$top=1", Authorization="Bearer x")
    assert (reply.status, reply.body) == (201, b"made")
    assert reply.headers["location"] == "/1"
    path, headers, body = service.requests[0]
    assert (path, headers["authorization"], body) == ("/Invoices?$top=1", "Bearer x", b"<invoice/>")


@pytest.mark.parametrize("status", [301, 302, 307, 429, 500, 503])
def test_a_status_is_an_answer(ports: Ports, service: Service, status: int) -> None:
    """Neither followed nor tried again: one request, whatever it says."""
    service.script = [answer(b"why", status, {"Location": "/elsewhere", "Retry-After": "1"})]
    assert post(ports, service.url)[::2] == (status, b"why")
    assert len(service.requests) == 1


def test_the_connection_is_kept(ports: Ports, service: Service) -> None:
    service.script = [answer(b"1"), answer(b"2")]
    post(ports, service.url)
    post(ports, service.url)
    assert len(service.connections) == 1


def test_nothing_watches_a_call_that_is_over(ports: Ports, service: Service) -> None:
    service.script = [answer(b"1")]
    post(ports, service.url, seconds=20)
    for watch in [one for one in threading.enumerate() if isinstance(one, threading.Timer)]:
        watch.join(2)
        assert not watch.is_alive()


@pytest.mark.parametrize(
    "url",
    [
        f"http://127.0.0.1:{free_port()}/refused",
        "https://no-such-host.invalid/",
        "http://partner.example/in-clear",
        "ftp://partner.example/",
        "https://",
        "nonsense",
    ],
)
def test_nothing_left(ports: Ports, url: str) -> None:
    with pytest.raises(Unavailable):
        post(ports, url)


def test_a_host_that_does_not_take_the_call(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full backlog: the connection is never made."""
    monkeypatch.setattr(remote, "CONNECT_SECONDS", 0.2)
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        began = time.monotonic()
        with pytest.raises(Unavailable):
            post(ports, f"http://127.0.0.1:{full.getsockname()[1]}/", seconds=2)
        assert time.monotonic() - began < 1.5
        for filler in fillers:
            filler.close()


@pytest.mark.parametrize(
    "scene",
    [
        hang_up,
        half_an_answer,
        silence(2),
        dripping(4),
        answer(b"x" * (remote.ANSWER_BYTES + 1)),
        answer(b"not gzip", 200, {"Content-Encoding": "gzip"}),
    ],
)
def test_no_whole_answer(ports: Ports, service: Service, scene: Scene) -> None:
    service.script = [scene]
    began = time.monotonic()
    with pytest.raises(TieoutError) as failed:
        post(ports, service.url)
    assert type(failed.value) is UnknownOutcome
    assert time.monotonic() - began < 1.8
    assert len(service.requests) == 1


def test_an_answer_that_is_given_up_is_hung_up_on(ports: Ports, service: Service) -> None:
    gone = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * remote.CHUNK)
        except OSError:
            gone.set()
        handler.close_connection = True

    service.script = [endless]
    with pytest.raises(UnknownOutcome) as failed:
        post(ports, service.url, seconds=20)
    assert gone.wait(2), failed


def test_the_next_call_after_a_broken_one(ports: Ports, service: Service) -> None:
    service.script = [dripping(4), answer(b"whole")]
    with pytest.raises(UnknownOutcome):
        post(ports, service.url)
    assert post(ports, service.url).body == b"whole"


def test_no_handshake(ports: Ports, service: Service) -> None:
    """TLS is asked of a server that speaks in clear."""
    with pytest.raises(Unavailable):
        post(ports, service.url.replace("http:", "https:"))
    assert service.requests == []


def test_a_certificate_of_nobody(ports: Ports, service: Service, tmp_path: Path) -> None:
    files = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    service.socket = context.wrap_socket(service.socket, server_side=True)
    service.script = [answer(b"secret")]
    with pytest.raises(Unavailable):
        post(ports, service.url.replace("http:", "https:"))
    assert service.requests == []


def test_a_certificate_that_is_trusted(
    ports: Ports, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    service.socket = context.wrap_socket(service.socket, server_side=True)
    service.script = [answer(b"one"), hang_up]
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    assert post(ports, service.url.replace("http:", "https:")).body == b"one"
    with pytest.raises(UnknownOutcome):
        post(ports, service.url.replace("http:", "https:"))


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, private


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (
            '{"base_url": "https://sap.example", "port": 443}',
            {"base_url": "https://sap.example", "port": "443"},
        ),
        ("[]", None),
        ("{", None),
    ],
)
def test_the_settings_of_a_system(
    ports: Ports, service: Service, kept: str, expected: Mapping[str, str] | None
) -> None:
    service.script = [answer({"SecretString": kept})]
    if expected is None:
        with pytest.raises(Unavailable):
            ports.remote.secret("sap")
    else:
        assert ports.remote.secret("sap") == expected
        assert ports.remote.secret("sap") == expected
        assert len(service.requests) == 1

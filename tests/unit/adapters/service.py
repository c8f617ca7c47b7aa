"""A local server that plays a script: for AWS over `AWS_ENDPOINT_URL`, and for partner systems."""

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PORTS = range(4671, 4680)

Scene = Callable[[BaseHTTPRequestHandler], None]


def answer(
    body: bytes | Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Scene:
    """A whole answer."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return play


def refusal(code: str, status: int = 400, **more: Any) -> Scene:
    """An error of a service with a JSON protocol."""
    return answer({"__type": f"com.amazonaws#{code}", "message": "no", **more}, status)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """The request was read; the connection is reset instead of an answer."""
    _reset(handler.connection)
    handler.close_connection = True


def half_an_answer(handler: BaseHTTPRequestHandler) -> None:
    """Less than the length that was promised."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


def silence(seconds: float) -> Scene:
    """No byte for a while, then no answer either."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        threading.Event().wait(seconds)
        handler.close_connection = True

    return play


def dripping(seconds: float) -> Scene:
    """A byte every tenth of a second, for so long; each of them in time for a read timeout."""

    def play(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(int(seconds * 10)):
            try:
                handler.wfile.write(b".")
            except OSError:
                break
            threading.Event().wait(0.1)
        handler.close_connection = True

    return play


class Service(ThreadingHTTPServer):
    """Plays one scene for each request; `requests` has what came, by path, headers and body."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script: list[Scene] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.connections: set[Any] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def asked(self) -> list[tuple[str, dict[str, Any]]]:
        """The operations of AWS that were called, with what they were given."""
        return [
            (headers.get("x-amz-target", "").rpartition(".")[2], json.loads(body or b"{}"))
            for _, headers, body in self.requests
        ]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Service

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.path, headers, self.rfile.read(length)))
        self.server.connections.add(self.client_address)
        self.server.script.pop(0)(self)

    do_GET = do_PUT = do_POST

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged."""


@contextmanager
def serving() -> Iterator[Service]:
    """A service on a free port of this machine."""
    service = _bound()
    thread = threading.Thread(target=service.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
        thread.join()


def _bound() -> Service:
    for port in PORTS:
        try:
            return Service(port)
        except OSError:
            continue
    return Service(0)


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()

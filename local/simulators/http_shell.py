"""The HTTP shell of a simulated system: loopback only, connections kept alive."""

import re
import signal
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from functions.runtime.ports import Reply, Request
from local.simulators.faults import Cut, Refused, Slow
from local.simulators.system import System

_NEXT_COOKIE = re.compile(r",\s*(?=[^;,=\s]+=)")


class SimulatorServer:
    """Serves one system on a thread; while the system is down, nothing listens on its port."""

    def __init__(self, system: System, port: int = 0) -> None:
        self.system = system
        self.listener = _Listener(system, port)
        self.port = int(self.listener.server_address[1])
        system.base_url = f"http://127.0.0.1:{self.port}"
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> "SimulatorServer":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self.thread.join()
        self.listener.hang_up()

    def _run(self) -> None:
        while not self.stopping.is_set():
            self.listener.handle_request()
            if self.system.is_down():
                time.sleep(0.05)  # whoever ordered it gets its answer first
                self.listener.hang_up()
                while self.system.is_down() and not self.stopping.wait(0.02):
                    continue
                self.listener = _Listener(self.system, self.port)


def serve(system: System, port: int, vendor: str) -> None:
    """Serve until interrupted or terminated; standard output says where."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with SimulatorServer(system, port) as server:
        print(f"{vendor} is simulated at http://127.0.0.1:{server.port}", flush=True)
        stop.wait()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    timeout = 0.02

    def __init__(self, system: System, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.system = system
        self.connections: set[socket.socket] = set()

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Stop listening and end every connection, idle ones too."""
        self.server_close()
        for connection in list(self.connections):
            self.shutdown_request(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def _answer(self) -> None:
        if self.command not in self.server.system.methods:
            self.send_error(501, f"Unsupported method ({self.command!r})")
            return
        length = int(self.headers.get("content-length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        try:
            reply = self.server.system.handle(request)
        except Slow as slow:
            time.sleep(slow.seconds)
            reply = slow.reply
        except Cut as cut:
            time.sleep(cut.after_seconds)
            self.close_connection = True
            return
        except Refused:
            self.close_connection = True
            return
        self._write(reply)

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            for part in _NEXT_COOKIE.split(value) if name == "set-cookie" else (value,):
                self.send_header(name, part)
        if reply.status != 204:
            self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def handle(self) -> None:
        """A caller that gave up is no error of the simulator."""
        try:
            super().handle()
        except (ConnectionError, ValueError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Bodies and tokens are nobody's business: nothing is logged."""

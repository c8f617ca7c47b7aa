"""A simulated ERP under the ERP contract, in process or over the loopback address."""

import socket
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
import urllib3

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import Remote, Reply, Request
from local.simulators.remote import SimulatedRemote
from local.simulators.system import System
from tests.contract.erp_contract import Clock, Failure, OneWay


class SimulatedErp:
    """The ERP behind a connector, without what only its vendor knows: see `Erp`.

    Without a `remote` the connector is over the simulator's core. The ERP's clock is the test's,
    also over HTTP.
    """

    system: System

    def __init__(self, clock: Clock, remote: Remote | None = None) -> None:
        self.clock = clock
        self.listens = remote is not None
        self.remote = remote or SimulatedRemote(self.system)

    def order(self, kind: OneWay, *, seconds: float = 0, commits: bool = False) -> None:
        """Have the vendor's fault of this kind happen."""
        raise NotImplementedError

    def fail(self, failure: Failure, seconds: float = 0) -> None:
        if failure == "server_error_after_commit":
            self.order("server_error", commits=True)
        else:
            self.order(failure, seconds=seconds)
        if failure == "down" and self.listens:
            self._until_listening(False)

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)
        if self.listens:
            self._until_listening(True)

    def _until_listening(self, wanted: bool) -> None:
        port = urlsplit(self.system.base_url).port
        for _ in range(250):
            with socket.socket() as probe:
                if (probe.connect_ex(("127.0.0.1", port)) == 0) == wanted:
                    return
            time.sleep(0.02)
        pytest.fail("the simulator did not change its mind")


class PooledRemote(Remote):
    """HTTP over kept-alive connections: the smallest that keeps the port's promise."""

    def __init__(self, system: System) -> None:
        self.secrets = {system.name: system.settings()}
        self.pool = urllib3.PoolManager(retries=False)

    def call(self, request: Request) -> Reply:
        try:
            answer = self.pool.request(
                request.method,
                request.url,
                headers=request.headers,
                body=request.body or None,
                timeout=urllib3.Timeout(total=request.deadline_seconds),
                redirect=False,
            )
        except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError):
            raise Unavailable("no connection") from None
        except urllib3.exceptions.HTTPError:
            raise UnknownOutcome("no whole answer") from None
        headers = {name.lower(): answer.headers[name] for name in answer.headers}
        return Reply(answer.status, headers, answer.data)

    def secret(self, name: str) -> Mapping[str, str]:
        return self.secrets[name]

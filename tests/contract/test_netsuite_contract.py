"""The ERP contract over the NetSuite connector and its simulator, in process and over HTTP."""

import socket
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest
import urllib3

from functions.connectors.netsuite.client import NetSuite
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import Remote, Reply, Request
from local.simulators.netsuite.faults import Fault
from local.simulators.netsuite.remote import SimulatedRemote
from local.simulators.netsuite.server import NetSuiteServer
from local.simulators.netsuite.system import NetSuiteSystem
from tests.contract.erp_contract import Clock, Erp, ErpContract, Failure
from tests.unit.netsuite_bench import an_account


class NetSuiteInProcess:
    """The connector over the simulator's core."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.system = NetSuiteSystem(self.clock, setup=an_account())
        self.remote: Remote = SimulatedRemote(self.system)

    def counterpart(self) -> NetSuite:
        return NetSuite(self.remote, self.clock(), pause=lambda _: None)

    def fail(self, failure: Failure, seconds: float = 0) -> None:
        if failure == "server_error_after_commit":
            self.system.order(Fault("server_error", commits=True))
        else:
            self.system.order(Fault(failure, seconds=seconds))

    def pass_time(self, seconds: float) -> None:
        self.clock.advance(seconds)

    def held(self) -> int:
        return len(self.system.books.records)

    def payment_run(self) -> int:
        return self.system.books.pay().found


class PooledRemote(Remote):
    """HTTP over kept-alive connections: the smallest that keeps the port's promise."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.settings = settings
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
        return {"netsuite": self.settings}[name]


class NetSuiteOverHttp(NetSuiteInProcess):
    """The connector over the loopback address; the ERP's clock is still the test's."""

    def __init__(self, system: NetSuiteSystem, clock: Clock, remote: Remote) -> None:
        self.clock = clock
        self.system = system
        self.remote = remote

    def fail(self, failure: Failure, seconds: float = 0) -> None:
        super().fail(failure, seconds)
        if failure == "down":
            self._until_listening(False)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._until_listening(True)

    def _until_listening(self, wanted: bool) -> None:
        port = urlsplit(self.system.base_url).port
        for _ in range(250):
            with socket.socket() as probe:
                if (probe.connect_ex(("127.0.0.1", port)) == 0) == wanted:
                    return
            time.sleep(0.02)
        pytest.fail("the simulator did not change its mind")


class TestNetSuiteInProcess(ErpContract):
    @pytest.fixture
    def erp(self) -> Erp:
        return NetSuiteInProcess()


class TestNetSuiteOverHttp(ErpContract):
    @pytest.fixture
    def erp(self) -> Iterator[Erp]:
        clock = Clock()
        system = NetSuiteSystem(clock, setup=an_account())
        with NetSuiteServer(system):
            remote = PooledRemote(system.settings())
            yield NetSuiteOverHttp(system, clock, remote)
            remote.pool.clear()

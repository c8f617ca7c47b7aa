"""The ERP contract over the NetSuite connector and its simulator, in process and over HTTP."""

from collections.abc import Iterator

import pytest

from functions.connectors.netsuite.client import NetSuite
from functions.runtime.ports import Remote
from local.simulators.http_shell import SimulatorServer
from local.simulators.netsuite.faults import Fault
from local.simulators.netsuite.system import NetSuiteSystem
from tests.contract.erp_contract import Clock, Erp, ErpContract, OneWay
from tests.contract.simulated import PooledRemote, SimulatedErp
from tests.unit.netsuite_bench import an_account


class SimulatedNetSuite(SimulatedErp):
    """The connector, and the simulated NetSuite behind it."""

    def __init__(self, system: NetSuiteSystem, clock: Clock, remote: Remote | None = None) -> None:
        self.system: NetSuiteSystem = system
        super().__init__(clock, remote)

    def counterpart(self) -> NetSuite:
        return NetSuite(self.remote, self.clock(), pause=lambda _: None)

    def order(self, kind: OneWay, *, seconds: float = 0, commits: bool = False) -> None:
        self.system.order(Fault(kind, seconds=seconds, commits=commits))

    def held(self) -> int:
        return len(self.system.books.records)

    def payment_run(self) -> int:
        return self.system.books.pay().found

    def page(self, size: int) -> None:
        self.system.page_size = size

    def hide(self, failures: int) -> None:
        self.system.order(Fault("server_error", door="list", count=failures))


class TestNetSuiteInProcess(ErpContract):
    @pytest.fixture
    def erp(self) -> Erp:
        clock = Clock()
        return SimulatedNetSuite(NetSuiteSystem(clock, setup=an_account()), clock)


class TestNetSuiteOverHttp(ErpContract):
    @pytest.fixture
    def erp(self) -> Iterator[Erp]:
        clock = Clock()
        system = NetSuiteSystem(clock, setup=an_account())
        with SimulatorServer(system):
            remote = PooledRemote(system)
            yield SimulatedNetSuite(system, clock, remote)
            remote.pool.clear()

"""The ERP contract over the SAP connector and its simulator, in process and over HTTP."""

from collections.abc import Iterator

import pytest

from functions.connectors.sap.client import Sap
from functions.runtime.ports import Remote
from local.simulators.http_shell import SimulatorServer
from local.simulators.sap.faults import Fault
from local.simulators.sap.system import SapSystem
from tests.contract.erp_contract import Clock, Erp, ErpContract, OneWay
from tests.contract.simulated import PooledRemote, SimulatedErp


class SimulatedSap(SimulatedErp):
    """The connector, and the simulated SAP behind it."""

    def __init__(self, system: SapSystem, clock: Clock, remote: Remote | None = None) -> None:
        self.system: SapSystem = system
        super().__init__(clock, remote)

    def counterpart(self) -> Sap:
        return Sap(self.remote, self.clock(), pause=lambda _: None)

    def order(self, kind: OneWay, *, seconds: float = 0, commits: bool = False) -> None:
        self.system.order(Fault(kind, seconds=seconds, commits=commits))

    def held(self) -> int:
        return len(self.system.books.invoices)

    def payment_run(self) -> int:
        return self.system.books.pay().found

    def page(self, size: int) -> None:
        self.system.service.page_size = size

    def hide(self, failures: int) -> None:
        self.system.order(Fault("server_error", door="list", count=failures))


class TestSapInProcess(ErpContract):
    @pytest.fixture
    def erp(self) -> Erp:
        clock = Clock()
        return SimulatedSap(SapSystem(clock), clock)


class TestSapOverHttp(ErpContract):
    @pytest.fixture
    def erp(self) -> Iterator[Erp]:
        clock = Clock()
        system = SapSystem(clock)
        with SimulatorServer(system):
            remote = PooledRemote(system)
            yield SimulatedSap(system, clock, remote)
            remote.pool.clear()

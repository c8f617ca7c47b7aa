"""The SAP connector on a bench: its simulated counterpart, a stopwatch, prepared answers."""

from collections.abc import Mapping

from functions.connectors.sap.client import Sap
from functions.runtime.errors import TieoutError
from functions.runtime.ports import Remote, Reply, Request
from local.simulators.remote import SimulatedRemote
from local.simulators.sap.faults import Fault
from local.simulators.sap.system import SapSystem
from tests.contract.erp_contract import Clock

FIRST = ["POST token", "GET ", "POST A_SupplierInvoice"]


class TimedRemote(SimulatedRemote):
    """Each of its calls takes some seconds of its stopwatch."""

    each_takes = 0.0
    elapsed = 0.0

    def call(self, request: Request) -> Reply:
        self.elapsed += self.each_takes
        return super().call(request)


class Bench:
    """A connector, the simulated SAP behind it, its pauses, and a stopwatch."""

    def __init__(self, *, page_size: int = 100, checks_duplicates: bool = True) -> None:
        self.clock = Clock()
        self.system = SapSystem(
            self.clock, page_size=page_size, checks_duplicates=checks_duplicates
        )
        self.remote = TimedRemote(self.system)
        self.pauses: list[float] = []

    def sap(self) -> Sap:
        return Sap(
            self.remote, self.clock(), pause=self.pauses.append, timer=lambda: self.remote.elapsed
        )

    def fail(self, *faults: Fault) -> None:
        for fault in faults:
            self.system.order(fault)

    def calls(self) -> list[str]:
        """The requests that left, as method and last part of the path."""
        return [f"{each.method} {each.url.split('?')[0].split('/')[-1]}" for each in self.left()]

    def left(self) -> list[Request]:
        return self.remote.requests


class Scripted(Remote):
    """Gives prepared answers by the last part of the path; `posts` counts the bills."""

    def __init__(self, token: Reply, root: Reply, bill: Reply | TieoutError | None = None) -> None:
        self.answers = {"token": token, "": root, "A_SupplierInvoice": bill}
        self.settings = SapSystem(Clock()).settings()
        self.posts = 0

    def call(self, request: Request) -> Reply:
        answer = self.answers[request.url.split("?")[0].split("/")[-1]]
        self.posts += request.url.endswith("A_SupplierInvoice")
        if not isinstance(answer, Reply):
            raise answer or AssertionError("nothing was to be sent here")
        return answer

    def secret(self, name: str) -> Mapping[str, str]:
        return self.settings


GRANTED = Reply(200, {}, b'{"access_token":"t","expires_in":"3600"}')
OPENED = Reply(200, {"x-csrf-token": "abc"}, b"")

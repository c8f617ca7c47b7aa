"""The simulated SAP as one object: requests in, answers out, no network and no clock of its own."""

import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from functions.runtime.ports import Reply, Request
from local.simulators.faults import Cut, Faults, Refused, Slow
from local.simulators.sap.books import Books
from local.simulators.sap.control import control
from local.simulators.sap.doorkeeper import Doorkeeper
from local.simulators.sap.faults import Door, Fault
from local.simulators.sap.odata import error
from local.simulators.sap.service import GRANT, Service, bill_of, door_of, subject_of

CONTROL = "/_simulator/"
CLIENT = "tieout"
SECRET = "simulated"  # noqa: S105 - the simulator's own, worth nothing


class SapSystem:
    """API_SUPPLIERINVOICE_PROCESS_SRV with OAuth, CSRF, SAP's checks, and faults on order."""

    name = "sap"
    methods = frozenset({"GET", "POST", "DELETE"})

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        base_url: str = "http://sap.test",
        companies: Iterable[str] = ("1010",),
        suppliers: Iterable[str] = ("10300001", "10300002"),
        checks_duplicates: bool = True,
        page_size: int = 100,
    ) -> None:
        self.clock = clock
        self.base_url = base_url
        self.doorkeeper = Doorkeeper(CLIENT, SECRET, clock)
        self.books = Books(companies, suppliers, checks_duplicates=checks_duplicates)
        self.service = Service(self.books, self.doorkeeper, page_size)
        self.faults: Faults[Fault] = Faults()
        self.down_until = clock()
        self.lock = threading.RLock()

    def handle(self, request: Request) -> Reply:
        """Answer one request. Raises Refused, Cut or Slow in the place of an answer."""
        with self.lock:
            self.advance()
            if self.is_down():
                raise Refused
            path = urlsplit(request.url).path
            if path.startswith(CONTROL):
                return control(self, request, path.removeprefix(CONTROL))
            door = door_of(request)
            fault = self.faults.take(door, subject_of(request), early=True)
            refused = self._fail_early(fault) if fault else None
            return refused or self._admit(door, request) or self._serve(door, request)

    def advance(self) -> None:
        """Let what was due by now happen: late commits."""
        with self.lock:
            self.books.commit_late(self.clock())

    def is_down(self) -> bool:
        """Whether nothing listens now."""
        return self.clock() < self.down_until

    def order(self, fault: Fault) -> None:
        """Have a fault happen. `down` with seconds begins at once and is for every door."""
        with self.lock:
            if fault.kind == "down" and fault.seconds:
                self.down_until = self.clock() + timedelta(seconds=fault.seconds)
            else:
                self.faults.ordered.append(fault)

    def settings(self) -> dict[str, str]:
        """What a caller keeps as its secret `sap`."""
        login = {"client_id": CLIENT, "client_secret": SECRET}
        return {"base_url": self.base_url, "token_url": self.base_url + GRANT, **login}

    def _fail_early(self, fault: Fault) -> Reply | None:
        if fault.kind == "down":
            raise Refused
        if fault.kind == "too_many":
            return error(429, "429", "Too Many Requests", retry_after=str(int(fault.seconds)))
        if fault.kind == "expired_token":
            self.doorkeeper.tokens.clear()
        else:
            self.doorkeeper.sessions.clear()
        return None

    def _admit(self, door: Door, request: Request) -> Reply | None:
        if door == "token":
            return None
        unknown = self.doorkeeper.unknown(request)
        return unknown or (self.doorkeeper.forged(request) if door == "post" else None)

    def _serve(self, door: Door, request: Request) -> Reply:
        fault = self.faults.take(door, subject_of(request), early=False)
        if not fault:
            return self.service.do(door, request, self.base_url)
        if fault.kind == "late_commit":
            at = self.clock() + timedelta(seconds=fault.seconds)
            self.books.late.append((at, bill_of(request)))
            raise Cut
        if fault.kind in ("rejected", "duplicate"):
            return error(400, fault.code, fault.message)
        done = self.service.do(door, request, self.base_url) if fault.does_its_work else None
        if done and fault.kind == "timeout_after_commit":
            raise Cut(fault.seconds)
        if done and fault.kind == "slow":
            raise Slow(done, fault.seconds)
        return error(fault.status, "/IWFND/CM_MGW/500", "Internal server error")

"""The simulated NetSuite as one object: requests in, answers out, no network, no own clock."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from functions.runtime.ports import Reply, Request
from local.simulators.faults import Cut, Faults, Refused, Slow
from local.simulators.netsuite import suiteql
from local.simulators.netsuite.answers import error
from local.simulators.netsuite.books import Books, Late
from local.simulators.netsuite.checks import Setup
from local.simulators.netsuite.control import control
from local.simulators.netsuite.doorkeeper import CERTIFICATE, CLIENT, Doorkeeper, PrivateKey
from local.simulators.netsuite.faults import REFUSALS, Door, Fault
from local.simulators.netsuite.records import GRANT, Records, door_of, record_of, subject_of

CONTROL = "/_simulator/"


class NetSuiteSystem:
    """Vendor bills and credits over REST with OAuth, NetSuite's checks, and faults on order."""

    name = "netsuite"
    methods = frozenset({"GET", "POST", "PUT", "DELETE"})

    def __init__(
        self,
        clock: Callable[[], datetime],
        *,
        base_url: str = "http://netsuite.test",
        setup: Setup | None = None,
        key: PrivateKey | None = None,
        checks_duplicates: bool = True,
        page_size: int = suiteql.PAGE,
    ) -> None:
        self.clock = clock
        self.page_size = page_size
        self.base_url = base_url
        self.doorkeeper = Doorkeeper(key, clock)
        self.books = Books(setup or Setup(), checks_duplicates=checks_duplicates)
        self.records = Records(self.books)
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
            refused = refused or (self.doorkeeper.unknown(request) if door != "token" else None)
            return refused or self._serve(door, request)

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
        """What a caller keeps as its secret `netsuite`."""
        return {
            "base_url": self.base_url,
            "token_url": self.base_url + GRANT,
            "client_id": CLIENT,
            "certificate_id": CERTIFICATE,
            "private_key": self.doorkeeper.private_key(),
        }

    def _fail_early(self, fault: Fault) -> Reply | None:
        if fault.kind == "down":
            raise Refused
        if fault.kind == "expired_token":
            self.doorkeeper.tokens.clear()
            return None
        detail = "Concurrent request limit exceeded. Request blocked."
        wait = {"retry_after": str(int(fault.seconds))} if fault.seconds else {}
        return error(429, "CONCURRENCY_LIMIT_EXCEEDED", detail, **wait)

    def _serve(self, door: Door, request: Request) -> Reply:
        fault = self.faults.take(door, subject_of(request), early=False)
        if not fault:
            return self._do(door, request)
        if fault.kind == "late_commit":
            at = self.clock() + timedelta(seconds=fault.seconds)
            kind = urlsplit(request.url).path.rpartition("/")[2]
            self.books.late.append(Late(at, kind, record_of(request)))
            raise Cut
        if fault.kind in REFUSALS:
            return error(400, fault.code, fault.message)
        if fault.kind == "hold_lost":
            return self._do_and_lift(door, request)
        done = self._do(door, request) if fault.does_its_work else None
        if done and fault.kind == "timeout_after_commit":
            raise Cut(fault.seconds)
        if done and fault.kind == "slow":
            raise Slow(done, fault.seconds)
        return error(fault.status, "UNEXPECTED_ERROR", "An unexpected error has occurred.")

    def _do_and_lift(self, door: Door, request: Request) -> Reply:
        done = self._do(door, request)
        self.books.records[-1]["paymentHold"] = False
        return done

    def _do(self, door: Door, request: Request) -> Reply:
        if door == "token":
            return self.doorkeeper.grant(request, self.base_url + GRANT)
        if door == "list":
            return suiteql.answered(self.books, request, self.page_size)
        return self.records.do(request, self.base_url)

"""The NetSuite connector on a bench: its simulated counterpart, a stopwatch, prepared answers."""

import json
from collections.abc import Mapping
from typing import Any

from functions.connectors.netsuite.client import NetSuite
from functions.runtime.errors import TieoutError
from functions.runtime.ports import Remote, Reply, Request
from local.simulators.netsuite.checks import Setup
from local.simulators.netsuite.faults import Fault
from local.simulators.netsuite.system import NetSuiteSystem
from local.simulators.remote import SimulatedRemote
from tests.contract.erp_contract import Clock

FIRST = ["POST token", "GET currency", "POST vendorBill", "GET vendorBill"]


def an_account() -> Setup:
    """An account set up with the ids of the contract's bill."""
    return Setup(
        subsidiaries={"1010"},
        vendors={"10300001", "10300002"},
        accounts={"0065100000"},
        tax_codes={"V1": "0.19", "V2": "0.07", "V0": "0"},
    )


class TimedRemote(SimulatedRemote):
    """Each of its calls takes some seconds of its stopwatch."""

    each_takes = 0.0
    elapsed = 0.0

    def call(self, request: Request) -> Reply:
        self.elapsed += self.each_takes
        return super().call(request)


class Bench:
    """A connector, the simulated NetSuite behind it, its pauses, and a stopwatch."""

    def __init__(self, *, checks_duplicates: bool = True) -> None:
        self.clock = Clock()
        self.system = NetSuiteSystem(
            self.clock, setup=an_account(), checks_duplicates=checks_duplicates
        )
        self.remote = TimedRemote(self.system)
        self.pauses: list[float] = []

    def netsuite(self) -> NetSuite:
        return NetSuite(
            self.remote, self.clock(), pause=self.pauses.append, timer=lambda: self.remote.elapsed
        )

    def fail(self, *faults: Fault) -> None:
        for fault in faults:
            self.system.order(fault)

    def calls(self) -> list[str]:
        """The requests that left, as method and record type."""
        return [f"{each.method} {_what(each)}" for each in self.left()]

    def left(self) -> list[Request]:
        return self.remote.requests

    def the_record(self) -> dict[str, Any]:
        """The only record that NetSuite holds."""
        (record,) = self.system.books.records
        return record


class Scripted(Remote):
    """Gives prepared answers by record type; `posts` counts the bills that left."""

    def __init__(self, **answers: Reply | TieoutError) -> None:
        self.answers = {"token": GRANTED, "currency": FOUND, **answers}
        self.settings = NetSuiteSystem(Clock()).settings()
        self.posts = 0

    def call(self, request: Request) -> Reply:
        what = _what(request)
        if request.method == "POST" and what != "token":
            self.posts += 1
            what = "post"
        answer = self.answers.get(what, AssertionError("nothing was to be sent here"))
        if not isinstance(answer, Reply):
            raise answer
        return answer

    def secret(self, name: str) -> Mapping[str, str]:
        return self.settings


def netsuite_error(code: str, detail: str = "No", **more: str) -> dict[str, Any]:
    return {
        "type": "https://www.rfc-editor.org/rfc/rfc9110.html",
        "title": "Bad Request",
        "o:errorDetails": [{"detail": detail, "o:errorCode": code, **more}],
    }


def reply(status: int, body: object = None, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Reply(status, named, content)


def _what(request: Request) -> str:
    path = request.url.split("?")[0].split("/")
    return path[-2] if path[-1].startswith("eid:") else path[-1]


GRANTED = reply(200, {"access_token": "t", "expires_in": "3600", "token_type": "bearer"})
FOUND = reply(200, {"items": [{"id": "4"}], "count": 1})
NOT_THERE = reply(404, netsuite_error("NONEXISTENT_ID", "The record instance does not exist."))

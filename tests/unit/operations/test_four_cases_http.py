"""Every operation at the API in the same four cases: happy, invalid, replay, dependency down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from functions.runtime.triggers import Api
from tests.company import ANN, BOB, MASTER, PORTAL, START, invoice, submit
from tests.house import TABLED, House
from tests.unit.kernel.worlds import accepted, propose
from tests.unit.operations.captures import held, scan
from tests.unit.operations.desk import CLEO, DORA, collided, opened, requested, suspected

SUPPLIER = {"name": "Nova", "identifiers": [{"scheme": "VAT", "value": "DE333333333"}]}
POLICY = {"content": {"future_days": 5}, "effective_from": START}


@dataclass(frozen=True)
class Request:
    """One call of one operation, once the house is prepared for it."""

    operation: str
    method: str
    path: str
    claims: dict[str, str]
    status: int
    body: dict[str, Any] | None = None
    prepare: Callable[[House], str] = lambda _: ""

    def send(self, house: House, about: str, **more: Any) -> tuple[int, dict[str, Any]]:
        body = {**self.body, **more} if self.body is not None else None
        path = self.path.format(about) + ("&x=1" if more and body is None else "")
        status, said, _ = house.call(self.method, path, body, claims=self.claims, key="k")
        return status, said


def _received(house: House) -> str:
    return str(submit(house, "first")[1]["id"])


def _pending(house: House) -> str:
    return propose(house, "validation", {"future_days": 5})


ALL = "/v1/invoices?entity=DE01&state=posted"
REQUESTS = [
    Request("payables.submit_invoice", "POST", "/v1/invoices", PORTAL, 201, invoice()),
    Request("suppliers.register_supplier", "PUT", "/v1/suppliers/S-7", MASTER, 201, SUPPLIER),
    Request(
        "governance.propose_policy", "POST", "/v1/policies/validation/proposals", ANN, 201, POLICY
    ),
    Request(
        "governance.approve_policy",
        "POST",
        "/v1/policies/validation/{}/approval",
        BOB,
        200,
        {},
        _pending,
    ),
    Request(
        "payables.reject_invoice",
        "POST",
        "/v1/invoices/{}/rejection",
        ANN,
        200,
        {"reason": "wrong"},
        _received,
    ),
    Request("payables.capture_invoice", "POST", "/v1/invoices/captures", PORTAL, 201, scan()),
    Request(
        "payables.review_invoice",
        "POST",
        "/v1/invoices/{}/review",
        ANN,
        200,
        {"decision": "confirm", "corrections": {"totals.gross": "238.00"}},
        held,
    ),
    Request("payables.read_invoice", "GET", "/v1/invoices/{}", PORTAL, 200, None, accepted),
    Request("payables.list_invoices", "GET", ALL, PORTAL, 200, None, accepted),
    Request("operations.list_cases", "GET", "/v1/cases?owner=tax", PORTAL, 200, None, accepted),
    Request("operations.read_document", "GET", "/v1/documents/{}", PORTAL, 200, None, accepted),
    Request(
        "operations.read_timeline", "GET", "/v1/documents/{}/timeline", PORTAL, 200, None, accepted
    ),
    Request(
        "operations.assign_case",
        "POST",
        "/v1/cases/{}/assignment",
        CLEO,
        200,
        {"version": 1, "assignee": "cleo", "reason": "mine"},
        opened,
    ),
    Request(
        "operations.retry_case",
        "POST",
        "/v1/cases/{}/retry",
        CLEO,
        200,
        {"version": 1, "reason": "mapped"},
        opened,
    ),
    Request(
        "operations.settle_case",
        "POST",
        "/v1/cases/{}/resolution",
        CLEO,
        200,
        {"version": 1, "reason": "withdrawn"},
        collided,
    ),
    Request(
        "operations.request_waiver",
        "POST",
        "/v1/cases/{}/waiver",
        CLEO,
        200,
        {"version": 1, "reason": "both are due"},
        suspected,
    ),
    Request(
        "operations.approve_waiver",
        "POST",
        "/v1/cases/{}/waiver/approval",
        DORA,
        200,
        {"version": 2},
        requested,
    ),
    Request("operations.read_case", "GET", "/v1/cases/{}", ANN, 200, None, opened),
    Request(
        "operations.read_blocker", "GET", "/v1/documents/{}/blocker", PORTAL, 200, None, accepted
    ),
]
EACH = pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: one.operation)


def _kept(house: House) -> dict[Any, Any]:
    return {name: dict(table.items) for name, table in house.world.store.tables.items()}


def test_every_operation_with_a_route_is_here() -> None:
    routed = {o.name for o in TABLED if any(isinstance(t, Api) for t in o.triggers)}
    assert routed <= {one.operation for one in REQUESTS}


@EACH
def test_happy(house: House, request_: Request) -> None:
    status, said = request_.send(house, request_.prepare(house))
    assert status == request_.status, said
    if request_.body is not None:
        assert {"id", "state", "version"} <= set(said)


@EACH
def test_invalid(house: House, request_: Request) -> None:
    about = request_.prepare(house)
    before = _kept(house)
    if request_.body is None and "?" not in request_.path:
        status, said = request_.send(house, "no-id")
    else:
        status, said = request_.send(house, about, x="1")
    assert (status, bool(said["findings"])) == (400, True)
    assert _kept(house) == before


@EACH
def test_replay(house: House, request_: Request) -> None:
    about = request_.prepare(house)
    first = request_.send(house, about)
    before = _kept(house)
    assert request_.send(house, about) == first
    assert _kept(house) == before


@EACH
@pytest.mark.parametrize("down", ["store.read", "store.write", "store.index", "store.query"])
def test_dependency_down(house: House, request_: Request, down: str) -> None:
    about = request_.prepare(house)
    house.kernels.clear()
    before, failed = _kept(house), []

    def fail(crossing: Crossing) -> None:
        if crossing.name == down:
            failed.append(crossing)
            raise Unavailable("down")

    house.world.boundary.before = fail
    status, said = request_.send(house, about)
    house.world.boundary.before = lambda _: None
    if not failed:
        assert status == request_.status
        return
    assert (status, said["retryable"]) == (503, True)
    assert _kept(house) == before
    assert request_.send(house, about)[0] == request_.status

"""One call of every API operation: right, and broken in one place."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, NamedTuple

from tests.company import ANN, BOB, MASTER, PORTAL, invoice, submit
from tests.integration.cloud import Cloud
from tests.unit.operations.captures import scan
from tests.unit.operations.desk import CLEO, staffed

_numbers = count(1)


class Call(NamedTuple):
    """A request, and what makes it wrong: another path or another body."""

    method: str
    path: str
    claims: dict[str, str]
    body: Mapping[str, Any] | None = None
    wrong_path: str = ""
    wrong_body: Mapping[str, Any] | None = None


def number() -> str:
    """An invoice number that no other test uses."""
    return f"I-{next(_numbers):04}"


def accepted(cloud: Cloud, **changes: Any) -> str:
    """An invoice that was just accepted."""
    known = number()
    status, body, _ = submit(cloud, key=f"key {known}", number=known, **changes)
    assert status == 201, body
    return str(body["id"])


def _submit(_: Cloud) -> Call:
    body = invoice(number=number())
    wrong = {**body, "kind": "bill"}
    return Call("POST", "/v1/invoices", PORTAL, body, wrong_body=wrong)


def _reject(cloud: Cloud) -> Call:
    document = accepted(cloud)
    path = f"/v1/invoices/{document}/rejection"
    return Call("POST", path, ANN, {"reason": "not ours"}, wrong_body={})


def _capture(_: Cloud) -> Call:
    known = number()
    body = scan({"totals.gross": "0.4"}, capture=known, read={"number": known})
    return Call("POST", "/v1/invoices/captures", PORTAL, body, wrong_body={**body, "fields": []})


def _review(cloud: Cloud) -> Call:
    captured = _capture(cloud)
    path = captured.path
    _, said, _ = cloud.call("POST", path, captured.body, claims=PORTAL, key=number())
    body = {"decision": "confirm", "corrections": {"totals.gross": "238.00"}}
    wrong = {**body, "corrections": {}}
    return Call("POST", f"/v1/invoices/{said['id']}/review", ANN, body, wrong_body=wrong)


def _register(_: Cloud) -> Call:
    code = f"S-2{next(_numbers):03}"
    identifiers = [{"scheme": "0088", "value": f"{next(_numbers):013}"}]
    body = {"name": "Another AG", "country": "DE", "identifiers": identifiers}
    return Call("PUT", f"/v1/suppliers/{code}", MASTER, body, wrong_body={**body, "name": ""})


def _propose(_: Cloud) -> Call:
    body = {
        "entity": f"X{next(_numbers)}",
        "content": {"attempts_max": 7},
        "effective_from": "2026-02-01T00:00:00Z",
    }
    wrong = {**body, "content": {"attempts_max": "many"}}
    return Call("POST", "/v1/policies/resilience/proposals", ANN, body, wrong_body=wrong)


def _approve(cloud: Cloud) -> Call:
    proposal = _propose(cloud)
    _, said, _ = cloud.call("POST", proposal.path, proposal.body, claims=ANN, key=number())
    assert proposal.body
    path = f"/v1/policies/resilience/{said['version']}/approval"
    wrong = "/v1/policies/resilience/0000000000000000/approval"
    return Call("POST", path, BOB, {"entity": proposal.body["entity"]}, wrong_path=wrong)


def _list_invoices(cloud: Cloud) -> Call:
    path = "/v1/invoices?entity=DE01"
    return Call("GET", f"{path}&state=on_exception", PORTAL, wrong_path=path)


def _list_cases(cloud: Cloud) -> Call:
    return Call("GET", "/v1/cases?owner=accounts-payable", ANN, wrong_path="/v1/cases")


def _read(path: str) -> Callable[[Cloud], Call]:
    def asked(cloud: Cloud) -> Call:
        known = path.format(cloud.stopped)
        return Call("GET", known, PORTAL, wrong_path=path.format("nonsense"))

    return asked


def _case(cloud: Cloud) -> dict[str, Any]:
    """A case about an invoice that nobody acted on, and its version; the desk is staffed."""
    staffed(cloud)
    document = accepted(cloud, issue_date="1990-01-01")
    cloud.settle()
    _, said, _ = cloud.call("GET", f"/v1/documents/{document}", claims=ANN)
    _, case, _ = cloud.call("GET", f"/v1/cases/{said['content']['case']}", claims=ANN)
    return case


def _act(what: str, **said: Any) -> Callable[[Cloud], Call]:
    def asked(cloud: Cloud) -> Call:
        case = _case(cloud)
        body = {"version": case["version"], **said}
        wrong = {**body, "version": 0}
        return Call("POST", f"/v1/cases/{case['id']}/{what}", CLEO, body, wrong_body=wrong)

    return asked


def _read_case(cloud: Cloud) -> Call:
    return Call("GET", f"/v1/cases/{_case(cloud)['id']}", ANN, wrong_path="/v1/cases/nonsense")


CALLS: Mapping[str, Callable[[Cloud], Call]] = {
    "governance.approve_policy": _approve,
    "governance.propose_policy": _propose,
    "operations.assign_case": _act("assignment", assignee="cleo", reason="mine"),
    "operations.list_cases": _list_cases,
    "operations.read_case": _read_case,
    "operations.request_waiver": _act("waiver", reason="it was held up"),
    "operations.retry_case": _act("retry", reason="policy changed"),
    "operations.read_document": _read("/v1/documents/{}"),
    "operations.read_timeline": _read("/v1/documents/{}/timeline"),
    "payables.capture_invoice": _capture,
    "payables.list_invoices": _list_invoices,
    "payables.read_invoice": _read("/v1/invoices/{}"),
    "payables.reject_invoice": _reject,
    "payables.review_invoice": _review,
    "payables.submit_invoice": _submit,
    "suppliers.register_supplier": _register,
}

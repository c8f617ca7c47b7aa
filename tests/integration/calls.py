"""One call of every API operation: right, and broken in one place."""

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, NamedTuple

from tests.company import ANN, BOB, MASTER, PORTAL, invoice, submit
from tests.integration.cloud import Cloud

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


CALLS: Mapping[str, Callable[[Cloud], Call]] = {
    "governance.approve_policy": _approve,
    "governance.propose_policy": _propose,
    "operations.list_cases": _list_cases,
    "operations.read_document": _read("/v1/documents/{}"),
    "operations.read_timeline": _read("/v1/documents/{}/timeline"),
    "payables.list_invoices": _list_invoices,
    "payables.read_invoice": _read("/v1/invoices/{}"),
    "payables.reject_invoice": _reject,
    "payables.submit_invoice": _submit,
    "suppliers.register_supplier": _register,
}

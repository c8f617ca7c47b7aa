"""Two tenants in one deployment, who send the same under the same keys (I8, F23)."""

from datetime import timedelta
from typing import Any

from tests import company
from tests.faults.acts import house, submit
from tests.faults.invariants import require
from tests.faults.rig import Rig

BETA = {"sub": "beta-1", "client_id": "beta-1"}
CORA = {"sub": "cora-1", "username": "cora", "client_id": "web"}
DAN = {"sub": "dan-1", "username": "dan", "client_id": "web"}
ROLES = ["policy-administrator", "payables-clerk"]


def two_houses() -> Rig:
    """The company, and another one with the same entities, supplier and numbers."""
    rig = house()
    client = {"name": "beta", "tenant": "beta", "principals": ["beta-1"], "entities": ["*"]}
    people = [
        {"person": name, "tenant": "beta", "subjects": [f"{name}-1"], "entities": ["*"]}
        for name in ("cora", "dan")
    ]
    callers = {
        "clients": [*company.CALLERS["clients"], {**client, "roles": ["supplier-master"]}],
        "people": [*company.CALLERS["people"], *({**one, "roles": ROLES} for one in people)],
    }
    rig.world.clock.advance(timedelta(seconds=1))
    company.policy(rig, "callers", callers)
    _policy(rig, "entities", company.ENTITIES)
    _policy(rig, "posting", dict(rig.erp.posting), entity="DE01")
    known = [{"scheme": "VAT", "value": "DE811907980"}]
    body = {"name": "Nordlicht", "country": "DE", "identifiers": known}
    _said(rig, "PUT", "/v1/suppliers/S-1001", body, BETA, "supplier")
    rig.settle()
    return rig


def both_submit(rig: Rig) -> None:
    """Each its own, under the other's key; and each asks for the other's."""
    ours = submit(rig)
    theirs = rig.ask(
        lambda: rig.call("POST", "/v1/invoices", company.invoice(), claims=BETA, key="k1")
    )
    require(theirs["status"] == 201, f"I8 answered with the other's: {theirs['status']}")
    require(ours["id"] != theirs["id"], "I8 one document for two tenants")
    rig.rest()
    for document, claims in ((ours["id"], BETA), (theirs["id"], company.PORTAL)):
        path = f"/v1/invoices/{document}"
        said = rig.ask(lambda path=path, claims=claims: rig.call("GET", path, claims=claims))  # type: ignore[misc] # mypy does not infer a lambda's default
        require(said["status"] == 404, f"I8 read by another tenant: {said['status']}")


def _policy(rig: Rig, name: str, content: dict[str, Any], entity: str = "*") -> None:
    proposal = {"entity": entity, "content": content, "effective_from": company.START}
    path = f"/v1/policies/{name}"
    said = _said(rig, "POST", f"{path}/proposals", proposal, CORA, f"propose {name}")
    approval = f"{path}/{said['version']}/approval"
    _said(rig, "POST", approval, {"entity": entity}, DAN, f"approve {name}")
    rig.kernels.clear()


def _said(
    rig: Rig, method: str, path: str, body: dict[str, Any], claims: dict[str, str], key: str
) -> dict[str, Any]:
    status, said, _ = rig.call(method, path, body, claims=claims, key=key)
    require(status in (200, 201), f"{path}: {said}")
    return said

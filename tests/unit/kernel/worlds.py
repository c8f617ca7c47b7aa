"""What the tests of the kernel share: policies that change, other callers, a look at the store."""

import json
from datetime import timedelta
from typing import Any

from functions.runtime.ports import Item
from tests.company import ANN, BOB, CALLERS, PORTAL, invoice
from tests.house import House

BETA = {"sub": "beta-1", "client_id": "beta-1"}
OTHER = {"sub": "other-1", "client_id": "other-1"}
CLIENTS = [
    *CALLERS["clients"],
    {
        "name": "other",
        "tenant": "acme",
        "principals": ["other-1"],
        "entities": ["DE01"],
        "roles": ["supplier-master"],
    },
    {
        "name": "beta",
        "tenant": "beta",
        "principals": ["beta-1", "partner.beta"],
        "entities": ["*"],
        "roles": ["supplier-master"],
    },
]
PEOPLE = [
    *CALLERS["people"],
    {
        "person": "eve",
        "tenant": "acme",
        "subjects": ["eve-1", "eve-2"],
        "entities": ["FR01"],
        "roles": ["payables-clerk"],
    },
]


START = "2026-01-01T00:00:00Z"


def propose(
    house: House, name: str, content: dict[str, Any], entity: str = "*", start: str = START
) -> str:
    """A proposal of Ann's, a second after whatever was before; answers the version."""
    house.world.clock.advance(timedelta(seconds=1))
    said = {"entity": entity, "content": content, "effective_from": start}
    key = f"propose at {house.world.clock()}"
    path = f"/v1/policies/{name}/proposals"
    status, body, _ = house.call("POST", path, said, claims=ANN, key=key)
    assert status in (200, 201), body
    return str(body["version"])


def change(
    house: House, name: str, content: dict[str, Any], entity: str = "*", start: str = START
) -> str:
    """A later version of a policy, approved by Bob and seen by everyone; answers the version."""
    version = propose(house, name, content, entity, start)
    path = f"/v1/policies/{name}/{version}/approval"
    key = f"approve at {house.world.clock()}"
    status, body, _ = house.call("POST", path, {"entity": entity}, claims=BOB, key=key)
    assert status == 200, body
    house.kernels.clear()
    return version


def more_callers(house: House) -> None:
    """A second client, a client of another tenant, a person of another entity."""
    change(house, "callers", {"clients": CLIENTS, "people": PEOPLE})


def accepted(house: House, **changes: Any) -> str:
    """An invoice that was accepted and went its way; its id."""
    key = json.dumps(changes, sort_keys=True)[-200:]
    body = invoice(**changes)
    status, said, _ = house.call("POST", "/v1/invoices", body, claims=PORTAL, key=key)
    assert status == 201, said
    house.settle()
    return str(said["id"])


def envelopes(house: House, document: str, tenant: str = "acme") -> list[dict[str, Any]]:
    """The events of a document in order, as they are kept."""
    found = sorted(house.items("event#", f"{tenant}#{document}"), key=lambda item: str(item["sk"]))
    return [json.loads(str(item["envelope"])) for item in found]


def denials(house: House, tenant: str = "acme") -> list[Item]:
    """The denial records of a tenant."""
    return [item for item in house.items("", f"{tenant}#denial#")]


def message(envelope: dict[str, Any], **changes: Any) -> str:
    """An event as the bus puts it on a queue."""
    told = {**envelope, **changes}
    return json.dumps({"source": told["source"], "detail-type": told["type"], "detail": told})


def offer(house: House, operation: str, body: str, receives: int = 1) -> bool:
    """Hand one message to an operation; whether it was taken off the queue for good."""
    return offer_all(house, operation, [body], receives) == []


def offer_all(house: House, operation: str, bodies: list[str], receives: int = 1) -> list[str]:
    """Hand a batch to an operation; the places of those that failed, as message ids."""
    records = [
        {
            "messageId": str(place),
            "receiptHandle": f"r{place}",
            "eventSource": "aws:sqs",
            "body": body,
            "attributes": {"ApproximateReceiveCount": str(receives)},
        }
        for place, body in enumerate(bodies)
    ]
    said = house.invoke(house.operation(operation), {"Records": records})
    return [str(one["itemIdentifier"]) for one in said["batchItemFailures"]]

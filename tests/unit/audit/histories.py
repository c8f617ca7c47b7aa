"""A company whose history is sealed, and copies of it that an auditor might be handed."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from functions.audit.seals import Seal
from functions.audit.sequence import Sealed
from functions.audit.signatures import fingerprint
from tests.company import company, submit
from tests.house import House

Items = list[dict[str, Any]]
SEAL = "operations.seal_ledger"


def seal(house: House, **message: str) -> None:
    """Note what moved and have it sealed now, or as a schedule has it."""
    house.world.clock.advance(timedelta(minutes=1))
    house.gather()
    house.world.queue.put(SEAL, json.dumps(message))
    house.settle()


def sealed_company() -> House:
    """Two seals: the company as it begins, then two invoices that are posted."""
    house = company()
    seal(house)
    for number in ("R-1", "R-2"):
        submit(house, number, number=number)
    house.settle()
    seal(house)
    return house


def exported(house: House) -> Items:
    """The ledger's events and heads."""
    held = house.world.store.tables["ledger"].items.values()
    return [dict(item) for item in held if str(item["sk"]).startswith(("head", "event#"))]


def sealed(house: House, **more: Any) -> Sealed:
    """The audit bucket."""
    seals = [Seal.model_validate_json(body) for _, body in objects(house, "seals/")]
    leaves = {name[7:-6]: body.decode() for name, body in objects(house, "leaves/")}
    keys = [body.decode() for _, body in objects(house, "keys/")]
    return Sealed(seals, leaves, {fingerprint(pem): pem for pem in keys}, **more)


def objects(house: House, prefix: str) -> Iterator[tuple[str, bytes]]:
    """The newest version of each object under a prefix of the audit bucket."""
    for name, versions in sorted(house.world.store.objects["audit"].items()):
        if name.startswith(prefix):
            yield name, versions[-1].body


def chain(items: Items, kind: str = "inv_") -> Items:
    """The events of one document of a kind, in order: the items themselves."""
    events = [i for i in items if str(i["sk"]).startswith("event#") and f"#{kind}" in str(i["pk"])]
    first = min(str(item["pk"]) for item in events)
    return sorted((i for i in events if i["pk"] == first), key=lambda i: str(i["sk"]))


def said(item: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope of an event."""
    envelope: dict[str, Any] = json.loads(str(item["envelope"]))
    return envelope

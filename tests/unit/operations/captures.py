"""Scans as a reading engine sends them: the invoice of the company, field by field."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.base import digest
from tests.company import ANN, CALLERS, IBAN, PORTAL, company, invoice
from tests.house import House
from tests.unit.kernel.worlds import change

SURE = "0.99"
LATER = {
    "remind_after_seconds": 10**6,
    "escalate_after_seconds": 10**6,
    "expire_after_seconds": 10**6,
}
"""A policy under which no reviewer is ever late."""


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a body with its path, as text."""
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from flat(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from flat(part, f"{path}.{place}")
    else:
        yield path, str(value)


def scan(
    confidence: Mapping[str, str] | None = None,
    *,
    capture: str = "scan-1",
    entity: str | None = "DE01",
    without: tuple[str, ...] = (),
    read: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A capture of a right invoice without an account; `read` are values read otherwise."""
    body = {name: part for name, part in invoice().items() if name != "payment_means"}
    del body["entity"]
    values = {path: text for path, text in flat(body) if not path.startswith(without or "-")}
    values |= read or {}
    sure = confidence or {}
    fields = [
        {"field": path, "value": text, "confidence": sure.get(path, SURE)}
        for path, text in values.items()
    ]
    said: dict[str, Any] = {"capture": capture, "fields": fields}
    return said | ({"entity": entity} if entity else {})


def send(
    house: House, body: Mapping[str, Any], key: str = "k1", claims: Mapping[str, str] = PORTAL
) -> tuple[int, dict[str, Any]]:
    """Send a capture as the portal."""
    return house.call("POST", "/v1/invoices/captures", body, claims=claims, key=key)[:2]


def held(house: House, **more: Any) -> str:
    """A scan whose total was read wrong and unsurely; answers its document."""
    said = {"confidence": {"totals.gross": "0.41"}, "read": {"totals.gross": "288.00"}, **more}
    status, body = send(house, scan(**said), key=f"held {more}")
    assert (status, body["state"]) == (201, "in_review"), body
    return str(body["id"])


def review(
    house: House,
    document: str,
    corrections: Mapping[str, str | None] | None = None,
    *,
    decision: str = "confirm",
    claims: Mapping[str, str] = ANN,
    **more: Any,
) -> tuple[int, dict[str, Any]]:
    """Review it as Ann."""
    body = {"decision": decision, **more}
    if corrections is not None:
        body["corrections"] = dict(corrections)
    key = digest(document, str(sorted(body.items())))
    path = f"/v1/invoices/{document}/review"
    return house.call("POST", path, body, claims=claims, key=key)[:2]


def findings(said: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Code and place of each finding of a problem."""
    return {(str(one["code"]), str(one.get("where", ""))) for one in said["findings"]}


def cases(house: House) -> dict[str, str]:
    """The open cases: owner by id."""
    return {
        str(item["id"]): str(item["gpk"]).split("#")[1]
        for item in house.items("head")
        if item["kind"] == "case" and item["state"] == "open"
    }


def everywhere() -> House:
    """A company whose portal may scan for any entity."""
    house = company()
    clients = [{**CALLERS["clients"][0], "entities": ["*"]}, CALLERS["clients"][1]]
    change(house, "callers", {**CALLERS, "clients": clients})
    house.settle()
    return house


def in_the_clear(house: House) -> bool:
    """Whether the account number stands anywhere in what is kept or announced."""
    kept = str(list(house.world.store.tables["ledger"].items.values()))
    told = str(house.world.bus.published) + str(house.world.store.objects)
    return any(text in kept + told for text in (IBAN, IBAN[4:], "DE89 3704"))

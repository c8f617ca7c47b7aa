"""What must be refused, and stay refused, whatever fails: strangers, second reviews, gaps."""

import json
from dataclasses import replace
from typing import Any

from tests import company
from tests.faults.acts import house, submit
from tests.faults.erps import SAP
from tests.faults.expected import all_posted
from tests.faults.invariants import require
from tests.faults.rig import Rig

EVE = {"sub": "eve-1", "username": "eve", "client_id": "web"}
CARL = {"sub": "carl-1", "username": "carl", "client_id": "web"}
CARL_IS = {"person": "carl", "tenant": "acme", "subjects": ["carl-1"], "entities": ["FR01"]}


def with_carl() -> Rig:
    """Carl may reject, but only what is of another entity; Eve is nobody."""
    rig = house()
    rig.world.clock.pause(1)
    people = [*company.CALLERS["people"], {**CARL_IS, "roles": ["payables-clerk"]}]
    portal, *others = company.CALLERS["clients"]
    clients = [{**portal, "roles": ["payables-clerk"]}, *others]
    company.policy(rig, "callers", {"clients": clients, "people": people})
    return rig


def strangers(rig: Rig) -> None:
    """People and clients who may not, each in another way; then the invoice goes on."""
    document = submit(rig)["id"]
    path = f"/v1/invoices/{document}"
    no_scope = {**company.ANN, "scope": "payables/invoices.read"}
    attempts: list[tuple[str, str, dict[str, Any] | None, dict[str, str]]] = [
        ("POST", f"{path}/rejection", {"reason": "not ours"}, EVE),
        ("POST", f"{path}/rejection", {"reason": "not ours"}, CARL),
        ("POST", f"{path}/rejection", {"reason": "not ours"}, company.PORTAL),
        ("POST", f"{path}/rejection", {"reason": "not ours"}, company.BOB),
        ("POST", f"{path}/rejection", {"reason": "not ours"}, no_scope),
        ("POST", "/v1/invoices", company.invoice(entity="FR01", number="X-1"), company.PORTAL),
        ("GET", path, None, CARL),
    ]
    for number, (method, at, body, claims) in enumerate(attempts):
        key = None if method == "GET" else f"try {number}"
        said = rig.ask(
            lambda method=method, at=at, body=body, claims=claims, key=key: rig.call(  # type: ignore[misc] # mypy does not infer a lambda's default
                method, at, body, claims=claims, key=key
            )
        )
        require(said["status"] == 403, f"I8 attempt {number} was answered {said['status']}")
    rig.rest()


def refused_and_noted(rig: Rig) -> None:
    """Nobody changed anything, and each attempt is one record of its day."""
    all_posted(rig)
    denied = {sk for pk, sk in rig.world.store.tables["ledger"].items if "#denial#" in pk}
    require(len(denied) == 7, f"I7 {len(denied)} denials")


def corrected(rig: Rig) -> None:
    """An invoice that is wrong is rejected, and comes again right, under the same number."""
    wrong: dict[str, Any] = {
        "totals": {**company.invoice()["totals"], "gross": "240.00", "payable": "240.00"}
    }
    first = submit(rig, **wrong)
    rig.rest()
    require(not rig.items("effect#"), "I1 what is wrong in itself was sent")
    path, reason = f"/v1/invoices/{first['id']}/rejection", {"reason": "its sums are wrong"}
    rig.ask(lambda: rig.call("POST", path, reason, claims=company.ANN, key="reject"))
    second = submit(rig, "again")
    require(second["status"] == 201, f"I1 the corrected one: {second}")
    rig.rest()


def one_of_each(rig: Rig) -> None:
    """The wrong one stays rejected, the right one is posted, no case is left."""
    states = sorted(rig.states().values())
    require(states == ["posted", "rejected"], f"I1 {states}")
    cases = set(rig.cases())
    require(cases == {"resolved"}, f"I14 the case is {cases}")


def unmapped() -> Rig:
    """A house whose policy does not know the tax code of the invoice."""
    return house(replace(SAP, posting={**company.POSTING, "tax_codes": {"E:0": "V0"}}))


def still_waiting(rig: Rig) -> None:
    """It waits, its case is open, and it is told of once."""
    require(list(rig.states().values()) == ["waiting"], f"I1 {rig.states()}")
    require("open" in rig.cases(), "I14 no case")
    require(len(rig.items("wait#")) == 1, "I14 nobody waits")


def stopped(rig: Rig) -> None:
    """Nothing was sent; one case says what is missing."""
    require(list(rig.states().values()) == ["on_exception"], f"I1 {rig.states()}")
    require(rig.cases() == ["open"], "I1 no case")
    require(not rig.items("effect#"), "I1 something was sent")


def the_one_that_was_named(rig: Rig) -> None:
    """What is approved is what the approval named; another proposal is approved by nobody."""
    heads = [item for item in rig.items("head") if "#policy#validation#" in str(item["pk"])]
    require(len(heads) == 1, "one policy")
    for version in json.loads(str(heads[0]["body"])).get("approved", ()):
        said = json.loads(version["content"])["tolerance_minor_units"]
        require(said == 2, f"I9 approved what was not named: {said}")

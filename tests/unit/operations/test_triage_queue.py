"""An operator is told what lies in a DLQ and why; nothing moves."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.runtime.letters import Letter, Rehearsal, Verdict
from functions.runtime.memory import Message
from functions.runtime.triage import LETTERS_MAX, grouped
from tests.company import ANN, BOB, CALLERS, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, denials, envelopes, message

QUEUE = "payables.validate_invoice"
PATH = f"/v1/queues/{QUEUE}/letters"


def with_operator(house: House) -> None:
    """From here on Ann operates."""
    people = [
        {**one, "roles": ["operator"]} if one["person"] == "ann" else one
        for one in CALLERS["people"]
    ]
    change(house, "callers", {**CALLERS, "people": people})


def bury(house: House, queue: str, *bodies: str) -> None:
    """Put dead letters into a DLQ."""
    for place, body in enumerate(bodies, start=len(house.world.queue.dead[queue])):
        letter = Message(900 + place, body, house.world.clock())
        house.world.queue.dead[queue].append(letter)


def asked(house: House, claims: Mapping[str, str] = ANN) -> tuple[int, dict[str, Any]]:
    """The triage of validating."""
    return house.call("GET", PATH, claims=dict(claims))[:2]


def test_letters_are_grouped_by_cause_and_none_moves(house: House) -> None:
    with_operator(house)
    done = message(envelopes(house, accepted(house))[0])
    _, said, _ = submit(house, "fresh", number="R-2")
    fresh = message(envelopes(house, said["id"])[0])
    bury(house, QUEUE, done, "{", fresh, "}", done)
    before = [one.body for one in house.world.queue.dead[QUEUE]]
    status, told = asked(house)
    assert status == 200
    assert (told["count"], told["whole"]) == (5, True)
    assert [(one["verdict"], one["cause"], one["letters"]) for one in told["groups"]] == [
        ("fix first", "the body is no JSON", ["901", "903"]),
        ("safe to redrive", "nothing stands in its way any more", ["902"]),
        ("already applied", "decided before", ["900", "904"]),
    ]
    assert told["groups"][1]["steps"] == [
        f"would commit InvoiceValidated.v1: {said['id']} becomes validated"
    ]
    assert [one.body for one in house.world.queue.dead[QUEUE]] == before
    assert house.states()[said["id"]] == "received"


def test_there_may_be_more_than_it_reads(house: House) -> None:
    with_operator(house)
    bury(house, QUEUE, *["{"] * (LETTERS_MAX + 1))
    _, told = asked(house)
    assert (told["count"], told["whole"]) == (LETTERS_MAX, False)


def test_only_an_operator_may_look(house: House) -> None:
    with_operator(house)
    assert asked(house, BOB)[0] == 403
    assert len(denials(house)) == 1


@pytest.mark.parametrize("name", ["payables.no_such", "payables.rules"])
def test_a_queue_that_is_none(house: House, name: str) -> None:
    with_operator(house)
    assert house.call("GET", f"/v1/queues/{name}/letters", claims=ANN)[0] == 404


def test_what_it_says_holds_no_content(house: House) -> None:
    with_operator(house)
    bury(house, QUEUE, json.dumps({"source": "tieout.payables", "detail": {"iban": "DE8937"}}))
    assert "DE8937" not in json.dumps(asked(house)[1])


def test_what_is_to_be_fixed_comes_first(house: House) -> None:
    now = house.world.clock()
    letters = [Letter(str(place), "", now) for place in range(3)]
    told = [Rehearsal(one, "because") for one in (Verdict.APPLIED, Verdict.SAFE, Verdict.FIX)]
    verdicts = [group.verdict for group in grouped(zip(letters, told, strict=True))]
    assert verdicts == [Verdict.FIX, Verdict.SAFE, Verdict.APPLIED]


@pytest.mark.parametrize(("tenant", "entities"), [("zeta", ["*"]), ("acme", ["FR01"])])
def test_an_operator_of_less_than_the_deployment_sees_no_queue(
    house: House, tenant: str, entities: list[str]
) -> None:
    """In a queue every tenant's and entity's messages lie side by side."""
    operator = {"person": "zed", "tenant": tenant, "entities": entities, "roles": ["operator"]}
    people = [*CALLERS["people"], {**operator, "subjects": ["zed-1"]}]
    client = {"name": "z", "tenant": tenant, "entities": entities, "roles": ["operator"]}
    clients = [*CALLERS["clients"], {**client, "principals": ["z-1"]}]
    change(house, "callers", {"clients": clients, "people": people})
    zed = {"sub": "zed-1", "username": "zed", "client_id": "web"}
    assert asked(house, zed)[0] == asked(house, {"sub": "z-1", "client_id": "z-1"})[0] == 403
    request = {"request": "T-7", "cause": "x", "reason": "y"}
    path = f"/v1/queues/{QUEUE}/redrives"
    assert house.call("POST", path, request, claims=zed, key="k")[0] == 403

"""People at the exception desk, and what they do there."""

from typing import Any

from tests.company import ANN, CALLERS, POSTING, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change, envelopes

CLEO = {"sub": "cleo-1", "username": "cleo", "client_id": "web"}
DORA = {"sub": "dora-1", "username": "dora", "client_id": "web"}
DORA_TOO = {**DORA, "sub": "dora-2"}
"""The same person as Dora, signed in elsewhere."""
PEOPLE = [
    *CALLERS["people"],
    {
        "person": "cleo",
        "tenant": "acme",
        "subjects": ["cleo-1"],
        "entities": ["*"],
        "roles": ["exception-clerk", "exception-approver"],
    },
    {
        "person": "dora",
        "tenant": "acme",
        "subjects": ["dora-1", "dora-2"],
        "entities": ["*"],
        "roles": ["exception-clerk", "exception-approver"],
    },
]


def staffed(house: House) -> None:
    """The desk has two people."""
    change(house, "callers", {**CALLERS, "people": PEOPLE})


def unmapped(house: House) -> str:
    """An invoice that stopped because no supplier number is mapped; its id."""
    content = {key: value for key, value in POSTING.items() if key != "supplier_numbers"}
    change(house, "posting", content, entity="DE01")
    return accepted(house)


def twice(house: House) -> tuple[str, str]:
    """An invoice, and another under its number, which is suspected; both their ids."""
    first = accepted(house)
    return first, accepted(house, issue_date="2026-03-02")


def case_of(house: House, document: str) -> dict[str, Any]:
    """The case that holds a document, as the desk shows it."""
    path = f"/v1/documents/{document}"
    status, said, _ = house.call("GET", path, claims=ANN)
    assert status == 200, said
    return shown(house, said["content"]["case"])


def shown(house: House, case: str) -> dict[str, Any]:
    """A case as the desk shows it."""
    status, said, _ = house.call("GET", f"/v1/cases/{case}", claims=ANN)
    assert status == 200, said
    return said


def act(
    house: House,
    case: dict[str, Any],
    what: str,
    claims: dict[str, str] = CLEO,
    key: str = "",
    **said: Any,
) -> tuple[int, dict[str, Any]]:
    """Somebody acts on a case as it was shown to them."""
    path, body = f"/v1/cases/{case['id']}/{what}", {"version": case["version"], **said}
    used = key or f"{what} {case['id']} {case['version']} {claims['sub']}"
    status, answer, _ = house.call("POST", path, body, claims=claims, key=used)
    return status, answer


def waived(house: House, document: str) -> None:
    """Cleo asks for a waiver, Dora agrees."""
    status, said = act(house, case_of(house, document), "waiver", reason="both are due")
    assert status == 200, said
    status, said = act(house, case_of(house, document), "waiver/approval", DORA)
    assert status == 200, said
    house.settle()


def types(house: House, document: str) -> list[str]:
    """The events of a document, by name."""
    return [one["type"].partition(".")[0] for one in envelopes(house, document)]


def opened(house: House) -> str:
    """A case about an invoice, at its first version; the desk is staffed. Answers its id."""
    staffed(house)
    return str(case_of(house, unmapped(house))["id"])


def suspected(house: House) -> str:
    """A case about a suspected duplicate."""
    staffed(house)
    return str(case_of(house, twice(house)[1])["id"])


def requested(house: House) -> str:
    """A case whose waiver Cleo asked for: it is at its second version."""
    case = suspected(house)
    assert act(house, shown(house, case), "waiver", reason="both are due")[0] == 200
    return case


def collided(house: House) -> str:
    """A case about two documents under one identity."""
    staffed(house)
    accepted(house)
    status, said, _ = submit(house, "other", totals={"gross": "1.00", "payable": "1.00"})
    assert status == 409, said
    return str(said["case"])

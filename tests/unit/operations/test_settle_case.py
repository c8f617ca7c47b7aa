"""Settling and assigning: a person says so, with a reason, and the case's own story keeps it."""

import pytest

from functions.runtime.cases import open_case
from functions.runtime.commit import opened, write_missing
from functions.runtime.items import Frame
from functions.runtime.memory import memory_ports
from schemas.actor import Actor
from schemas.case import Category
from schemas.finding import Finding
from tests.company import PORTAL, submit
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.operations.desk import (
    CLEO,
    act,
    case_of,
    collided,
    shown,
    staffed,
    types,
    unmapped,
)


@pytest.fixture(autouse=True)
def desk(house: House) -> None:
    staffed(house)


def test_a_collision_is_settled_with_the_sender(house: House) -> None:
    case = shown(house, collided(house))
    assert case["content"]["allowed_actions"] == ["resolve"]
    status, said = act(house, case, "resolution", reason="the sender withdrew it")
    assert (status, said["state"]) == (200, "resolved")
    resolved = envelopes(house, case["id"])[1]
    assert resolved["data"]["by"] == "settled elsewhere: the sender withdrew it"
    assert resolved["actor"]["id"] == "cleo"
    assert act(house, shown(house, case["id"]), "resolution", reason="again")[0] == 409


def test_a_collision_after_one_that_was_settled_is_a_case_of_its_own(house: House) -> None:
    settled = collided(house)
    assert act(house, shown(house, settled), "resolution", reason="withdrawn")[0] == 200
    later = [
        submit(house, f"later {n}", totals={"gross": "2.00", "payable": "2.00"})[1]["case"]
        for n in range(2)
    ]
    assert later[0] == later[1] != settled
    case = shown(house, later[0])
    assert case["state"] == "open"
    assert case["content"]["amount_at_risk"] == "2.00"


def test_a_refused_file_is_settled(house: House) -> None:
    house.drop("in/portal/invoices/a.xml", b"<Invoice>")
    house.settle()
    [case] = house.states("case")
    assert act(house, shown(house, case), "resolution", reason="sent anew")[0] == 200


def test_what_holds_an_invoice_is_not_settled_elsewhere(house: House) -> None:
    """The invoice would stay stopped, and nobody would know."""
    case = case_of(house, unmapped(house))
    status, said = act(house, case, "resolution", reason="forget it")
    assert (status, "knows no resolve" in said["detail"]) == (409, True)


def test_another_team_and_another_person(house: House) -> None:
    case = case_of(house, unmapped(house))
    assert act(house, case, "assignment", assignee="cleo", reason="mine")[0] == 200
    mine = shown(house, case["id"])
    assert (mine["content"]["owner"], mine["content"]["assignee"]) == ("accounts-payable", "cleo")
    assert act(house, mine, "assignment", owner="tax", reason="a tax code is missing")[0] == 200
    theirs = shown(house, case["id"])
    assert (theirs["content"]["owner"], theirs["content"].get("assignee", "")) == ("tax", "")
    listed = house.call("GET", "/v1/cases?owner=tax", claims=CLEO)[1]["items"]
    assert [one["id"] for one in listed] == [case["id"]]
    assert house.call("GET", "/v1/cases?owner=accounts-payable", claims=CLEO)[1]["items"] == []
    assert types(house, case["id"]) == ["CaseOpened", "CaseAssigned", "CaseAssigned"]


def test_it_is_given_to_somebody(house: House) -> None:
    case = case_of(house, unmapped(house))
    assert act(house, case, "assignment", reason="to nobody")[0] == 400


def test_not_to_a_team_that_nobody_knows(house: House) -> None:
    """No list of it is looked through: a slip of the pen would lose the case."""
    case = case_of(house, unmapped(house))
    status, said = act(house, case, "assignment", owner="acounts-payable", reason="yours")
    assert (status, said["detail"]) == (409, "policy watchers knows no team acounts-payable")
    assert act(house, case, "assignment", owner="treasury", reason="yours")[0] == 200


def test_people_only(house: House) -> None:
    case = case_of(house, unmapped(house))
    for what in ("assignment", "resolution", "waiver", "waiver/approval"):
        assert act(house, case, what, PORTAL)[0] == 403


def test_a_large_case_is_kept_whole(house: House) -> None:
    """Its body goes to the bucket, and is read back from there."""
    frame = Frame(
        tenant="acme",
        operation="payables.submit_invoice",
        actor=Actor(kind="system", id="x", door="queue"),
        now=house.world.clock(),
        correlation="c",
        causation="c",
        policies={},
    )
    findings = tuple(
        Finding(code="TIE-X", message="x" * 2000, where=str(place)) for place in range(150)
    )
    case = open_case(
        frame,
        about="inv_x",
        entity="DE01",
        category=Category.SCHEMA,
        owner="tax",
        reason="large",
        findings=findings,
    )
    write_missing(memory_ports(house.world), opened(case, frame))
    assert len(shown(house, case.id)["content"]["findings"]) == 150

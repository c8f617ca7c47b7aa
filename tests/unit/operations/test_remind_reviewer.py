"""A reminder says so again; an escalation makes it another team's case."""

import pytest

from tests.company import ANN, policy
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.operations.captures import LATER, cases, held, review


def remind(house: House, document: str, level: str, state: str = "Remind") -> dict[str, object]:
    """Ask as the state machine does."""
    asked = {"id": document, "level": level}
    said = {"tenant": "acme", "execution": f"{document}-1", "state": state, "asked": asked}
    answer: dict[str, object] = house.step("payables.remind_reviewer", said)
    return answer


@pytest.fixture
def document(house: House) -> str:
    policy(house, "capture", {**LATER, "escalates_to": "treasury"})
    return held(house)


def test_a_reminder_leaves_the_case_where_it_is(house: House, document: str) -> None:
    before = cases(house)
    remind(house, document, "reminder")
    house.settle()
    told = envelopes(house, document)[-1]
    assert (told["type"], told["state"]) == ("ReviewReminded.v1", "in_review")
    assert (told["data"]["level"], told["data"]["owner"]) == ("reminder", "accounts-payable")
    assert [told["data"]["case"]] == list(before)
    assert cases(house) == before


def test_an_escalation_hands_the_case_over(house: House, document: str) -> None:
    [before] = cases(house)
    remind(house, document, "escalation")
    house.settle()
    [(case, owner)] = cases(house).items()
    assert (case != before, owner) == (True, "treasury")
    content = house.call("GET", f"/v1/documents/{case}", claims=ANN)[1]["content"]
    assert {one["where"] for one in content["findings"]} == {"", "totals.gross"}
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    house.settle()
    assert cases(house) == {}


def test_asked_twice_in_one_state_it_is_one_reminder(house: House, document: str) -> None:
    assert remind(house, document, "reminder") == remind(house, document, "reminder")
    assert remind(house, document, "escalation", "Escalate")["version"] == 3
    assert remind(house, document, "escalation", "Again")["version"] == 4
    house.settle()
    assert list(cases(house).values()) == ["treasury"]


@pytest.mark.parametrize("level", ["reminder", "escalation"])
@pytest.mark.parametrize("decision", ["confirm", "refuse"])
def test_once_it_is_settled_nobody_is_reminded(
    house: House, document: str, level: str, decision: str
) -> None:
    if decision == "confirm":
        review(house, document, {"totals.gross": "238.00"})
    else:
        review(house, document, decision="refuse", reason="no")
    version = house.head(document)["version"]
    remind(house, document, level)
    assert house.head(document)["version"] == version

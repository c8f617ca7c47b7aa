"""What nobody reviews is rejected by policy, and says so."""

import pytest

from tests.company import policy
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.operations.captures import LATER, cases, held, review


def expire(house: House, document: str) -> None:
    """Ask as the state machine does."""
    asked = {"id": document}
    said = {"tenant": "acme", "execution": f"{document}-1", "state": "Expire", "asked": asked}
    house.step("payables.expire_review", said)


@pytest.fixture
def document(house: House) -> str:
    policy(house, "capture", LATER)
    return held(house)


def test_it_is_rejected_by_policy_and_its_case_closes(house: House, document: str) -> None:
    expire(house, document)
    house.settle()
    told = envelopes(house, document)[-1]
    assert (told["type"], told["state"]) == ("InvoiceRejected.v1", "rejected")
    assert told["actor"]["kind"] == "system"
    assert told["data"]["reason"].startswith("expired")
    assert "capture" in told["policies"]
    assert cases(house) == {}
    assert review(house, document, {"totals.gross": "238.00"})[0] == 409


@pytest.mark.parametrize("decision", ["confirm", "refuse"])
def test_a_person_was_quicker(house: House, document: str, decision: str) -> None:
    if decision == "confirm":
        review(house, document, {"totals.gross": "238.00"})
    else:
        review(house, document, decision="refuse", reason="no")
    before = house.head(document)
    expire(house, document)
    assert house.head(document) == before

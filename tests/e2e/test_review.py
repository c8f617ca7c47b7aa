"""A scan in review on the deployed stage: somebody decides, nobody does, in every order."""

import json

import pytest

from tests.e2e import reviews
from tests.e2e.witness import Witness

pytestmark = pytest.mark.e2e

WHOLE = ["Wait", "Remind", "WaitAfterReminder", "Escalate", "WaitAfterEscalation", "Expire"]


@pytest.fixture(scope="module", autouse=True)
def _in_a_hurry(witness: Witness) -> None:
    reviews.in_a_hurry(witness)


def told(witness: Witness, document: str) -> list[str]:
    return [event["type"] for event in witness.tap.events(document)]


def test_a_correction(witness: Witness) -> None:
    document = reviews.waiting(witness)
    said = json.loads(reviews.execution(witness, document)["input"])
    assert said["execution"] == f"{document}-1"
    assert {name: said[name] for name in reviews.SECONDS} == reviews.SECONDS
    corrections = {"totals.gross": reviews.RIGHT}
    answer = reviews.review(witness, document, decision="confirm", corrections=corrections)
    assert answer.status == 200, answer.body
    assert reviews.ended(witness, document) == ["Wait", "Settled"]
    witness.until(document, "posted")
    assert told(witness, document)[:2] == ["InvoiceHeldForReview.v1", "InvoiceReviewed.v1"]


def test_a_refusal(witness: Witness) -> None:
    document = reviews.waiting(witness)
    reviews.refuse(witness, document)
    assert reviews.ended(witness, document) == ["Wait", "Settled"]
    assert told(witness, document) == ["InvoiceHeldForReview.v1", "InvoiceRejected.v1"]


def test_nobody_reviews_it(witness: Witness) -> None:
    """A reminder, an escalation, and in the end the policy rejects it."""
    document = reviews.waiting(witness)
    first = reviews.token(witness, document)
    assert reviews.ended(witness, document, 60) == [*WHOLE, "Settled"]
    assert reviews.token(witness, document) != first
    witness.at_rest()
    events = witness.tap.events(document)
    levels = [event["data"]["level"] for event in events if event["type"] == "ReviewReminded.v1"]
    assert levels == ["reminder", "escalation"]
    assert [event["type"] for event in events][-1] == "InvoiceRejected.v1"
    assert events[-1]["actor"]["id"] == "payables.expire_review"


def test_a_decision_between_a_reminder_and_the_escalation(witness: Witness) -> None:
    document = reviews.waiting(witness)
    reminded = "ReviewReminded.v1"
    witness.stage.wait("a reminder", lambda: reminded in told(witness, document), 20)
    reviews.refuse(witness, document)
    assert reviews.ended(witness, document) == [*WHOLE[:3], "Settled"]


def test_a_decision_before_the_token_is_stored(witness: Witness) -> None:
    """Its event finds no token; the wait that is entered after it ends at once."""
    with reviews.held(witness, "payables.start_review"):
        document = reviews.capture(witness)
        reviews.refuse(witness, document)
        name = f"{document}-1"
        said = {"tenant": "acme", "document": document, "version": 1, "execution": name}
        witness.deployment.client("stepfunctions").start_execution(
            stateMachineArn=reviews.machine(witness),
            name=name,
            input=json.dumps(said | reviews.SECONDS),
        )
        assert reviews.ended(witness, document, 3) == ["Wait", "Settled"]
        assert reviews.token(witness, document) is None
    witness.at_rest()
    assert witness.stage.state(document) == "rejected"


def test_a_decision_whose_token_has_timed_out(witness: Witness) -> None:
    """Its event comes when the wait is over: that is success, and nothing is a dead letter."""
    dead = witness.deployment.dead_letters("payables.end_review")
    with reviews.held(witness, "payables.end_review"):
        document = reviews.waiting(witness)
        reviews.refuse(witness, document)
        assert reviews.ended(witness, document) == [*WHOLE[:3], "Settled"]
        assert reviews.token(witness, document) is not None
    witness.at_rest()
    assert dead not in witness.waiting()
    assert "ReviewReminded.v1" not in told(witness, document)


def test_no_token_is_kept_in_the_clear(witness: Witness) -> None:
    document = reviews.waiting(witness)
    kept = reviews.token(witness, document)
    assert kept is not None
    assert set(kept) == {"pk", "sk", "sealed", "blind", "version", "wait", "at"}
    reviews.refuse(witness, document)
    reviews.ended(witness, document)

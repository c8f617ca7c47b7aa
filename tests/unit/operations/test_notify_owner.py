"""Teams are told of their cases: ids, amount and owner, once, and never at a document's cost."""

import json
from urllib.parse import parse_qs

import pytest

from functions.runtime.aws import ports_from
from functions.runtime.aws.answers import Answer
from functions.runtime.aws.sigv4 import HttpRequest
from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from tests.company import IBAN
from tests.house import House
from tests.unit.kernel.worlds import denials, envelopes, message, offer
from tests.unit.operations.desk import act, case_of, staffed, unmapped

NAME = "operations.notify_owner"
ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "k",
    "AWS_SECRET_ACCESS_KEY": "s",
    "LEDGER_TABLE": "l",
    "TOPICS": json.dumps({"tax": "arn:tax", "*": "arn:desk"}),
}


def test_the_owner_is_told_without_what_the_document_says(house: House) -> None:
    document = unmapped(house)
    case = case_of(house, document)
    [notice] = house.world.notices.told
    assert notice.team == "accounts-payable"
    assert notice.subject == "CaseOpened R-EXC-04 DE01 238.00 EUR"
    said = json.loads(notice.text)
    assert said == {
        "about": document,
        "amount_at_risk": "238.00",
        "case": case["id"],
        "category": "R-EXC-04",
        "currency": "EUR",
        "entity": "DE01",
        "event": f"{case['id']}@1",
        "link": f"/v1/cases/{case['id']}",
        "owner": "accounts-payable",
        "rules": ["TIE-MAP-SUPPLIER"],
        "type": "CaseOpened.v1",
    }
    assert IBAN not in notice.text
    assert case["content"]["reason"] not in notice.text


def test_the_next_team_is_told_too(house: House) -> None:
    staffed(house)
    case = case_of(house, unmapped(house))
    assert act(house, case, "assignment", owner="tax", reason="theirs")[0] == 200
    house.settle()
    assert [one.team for one in house.world.notices.told] == ["accounts-payable", "tax"]


def test_told_again_it_tells_nobody(house: House) -> None:
    case = case_of(house, unmapped(house))
    assert offer(house, NAME, message(envelopes(house, case["id"])[0]))
    assert len(house.world.notices.told) == 1


def test_a_forged_event_tells_nobody(house: House) -> None:
    case = case_of(house, unmapped(house))
    true = envelopes(house, case["id"])[0]
    lie = {**true, "id": f"{case['id']}@2", "data": {**true["data"], "owner": "tax"}}
    assert offer(house, NAME, message(lie))
    assert len(house.world.notices.told) == 1
    assert len(denials(house)) == 1


def test_a_topic_that_is_down_holds_up_nothing(house: House) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "notices.notify":
            raise Unavailable("down")

    house.world.boundary.before = down
    document = unmapped(house)
    assert house.head(document)["state"] == "on_exception"
    assert house.world.notices.told == []
    house.world.boundary.before = lambda _: None
    house.run(2)
    assert len(house.world.notices.told) == 1


@pytest.mark.parametrize(("team", "topic"), [("tax", "arn:tax"), ("treasury", "arn:desk")])
def test_sns_is_told_as_it_has_it(team: str, topic: str) -> None:
    asked: list[HttpRequest] = []

    def send(request: HttpRequest) -> Answer:
        asked.append(request)
        return Answer(200, b"<PublishResponse/>")

    ports_from(ENVIRON, send=send).notices.notify(team, "Subject", "Text")
    [request] = asked
    assert (request.method, request.url) == ("POST", "https://sns.eu-west-1.amazonaws.com/")
    said = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
    assert said == {
        "Action": "Publish",
        "Version": "2010-03-31",
        "TopicArn": topic,
        "Subject": "Subject",
        "Message": "Text",
    }
    assert "/eu-west-1/sns/aws4_request" in request.headers["Authorization"]


@pytest.mark.parametrize("status", [403, 500])
def test_what_sns_does_not_take_is_unavailable(status: int) -> None:
    error = b"<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>"
    ports = ports_from(ENVIRON, send=lambda _: Answer(status, error))
    with pytest.raises(Unavailable, match="AuthorizationError"):
        ports.notices.notify("tax", "Subject", "Text")

"""SQS's own move task, which no engine here has: what it is asked, and what its refusals mean."""

import json

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.ports import Ports
from tests.unit.adapters.service import Service, answer, refusal

OF = "payables.post_invoice"
ARN = "arn:aws:sqs:eu-west-1:000000000000:"
FOUND = [
    answer({"Parameters": [{"Name": f"/tieout/test/queues/{OF}", "Value": "https://sqs/0/live"}]}),
    answer({"Attributes": {"RedrivePolicy": json.dumps({"deadLetterTargetArn": f"{ARN}dead"})}}),
]
COUNTED = [
    answer({"Attributes": {"ApproximateNumberOfMessages": "7"}}),
    answer({"Attributes": {"QueueArn": f"{ARN}dead"}}),
    answer({"Attributes": {"QueueArn": f"{ARN}live"}}),
]


def test_the_destination_is_always_the_consumers_own_queue(ports: Ports, service: Service) -> None:
    service.script = [*FOUND, *COUNTED, answer({"TaskHandle": "task"})]
    assert ports.letters.redrive(OF, []) == 7
    name, asked = service.asked()[-1]
    assert name == "StartMessageMoveTask"
    assert asked == {"SourceArn": f"{ARN}dead", "DestinationArn": f"{ARN}live"}
    assert service.asked()[2][1]["QueueUrl"] == "https://sqs/0/dead"


def test_one_that_may_not_be_started_moves_nothing_by_other_means(
    ports: Ports, service: Service
) -> None:
    service.script = [*FOUND, *COUNTED, refusal("AccessDenied")]
    with pytest.raises(Unavailable):
        ports.letters.redrive(OF, [])
    assert service.asked()[-1][0] == "StartMessageMoveTask"


def test_where_there_is_none_letters_move_one_by_one(ports: Ports, service: Service) -> None:
    letter = {"MessageId": "1", "Body": "{}", "ReceiptHandle": "r1"}
    service.script = [
        *FOUND,
        *COUNTED,
        refusal("InvalidAction"),
        answer({"Messages": [letter]}),
        answer({"MessageId": "2"}),
        answer({}),
        answer({}),
    ]
    assert ports.letters.redrive(OF, []) == 1
    said = [(name, asked.get("QueueUrl")) for name, asked in service.asked()[6:]]
    assert said == [
        ("ReceiveMessage", "https://sqs/0/dead"),
        ("SendMessage", "https://sqs/0/live"),
        ("DeleteMessage", "https://sqs/0/dead"),
        ("ReceiveMessage", "https://sqs/0/dead"),
    ]


def test_a_letter_that_cannot_be_put_back_is_given_back(ports: Ports, service: Service) -> None:
    letter = {"MessageId": "1", "Body": "{}", "ReceiptHandle": "r1"}
    service.script = [
        *FOUND,
        answer({"Messages": [letter]}),
        refusal("AccessDenied"),
        refusal("AccessDenied"),
    ]
    with pytest.raises(Unavailable, match="AccessDenied"):
        ports.letters.redrive(OF, ["1"])
    name, asked = service.asked()[-1]
    assert name == "ChangeMessageVisibility"
    assert (asked["ReceiptHandle"], asked["VisibilityTimeout"]) == ("r1", 0)

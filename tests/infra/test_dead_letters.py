"""Who triages reaches dead letters alone, and only who redrives takes them away."""

from functions.runtime.operation import Grant, Operation
from infra.operation.queue import DEAD_TAG
from tests.infra.house import Json, Templates, listed, statements, tags

DEAD = f"aws:ResourceTag/{DEAD_TAG}"
TAKING = {"sqs:DeleteMessage", "sqs:StartMessageMoveTask"}


def granted(templates: Templates, grant: Grant) -> list[Operation]:
    return [one for one in templates.operations if grant in one.grants]


def shared(templates: Templates, operation: Operation, action: str) -> list[Json]:
    """Its statements about this action that are not about its own queue."""
    (role,) = templates.about(operation, "AWS::IAM::Role")
    found = [one for one in statements(role) if action in listed(one["Action"])]
    return [one for one in found if "Condition" in one]


def test_every_dlq_is_told_from_its_queue(templates: Templates) -> None:
    queues = templates.of("AWS::SQS::Queue")
    dead = [one for one in queues if {"Key": DEAD_TAG, "Value": "letters"} in tags(one)]
    assert len(dead) * 2 == len(queues)
    assert not [one for one in dead if "RedrivePolicy" in one]


def test_who_triages_receives_dead_letters_alone(templates: Templates) -> None:
    triaging = granted(templates, Grant.LETTERS)
    assert triaging
    for operation in triaging:
        for action in ("sqs:ReceiveMessage", "sqs:ChangeMessageVisibility"):
            (one,) = shared(templates, operation, action)
            assert one["Condition"]["StringEquals"][DEAD] == "letters"


def test_only_who_redrives_takes_them_away(templates: Templates) -> None:
    redriving = granted(templates, Grant.REDRIVE)
    assert [one.name for one in redriving] == ["operations.redrive_letters"]
    for operation in templates.operations:
        for action in TAKING:
            found = shared(templates, operation, action)
            assert bool(found) == (operation in redriving), operation.name
            assert all(one["Condition"]["StringEquals"][DEAD] == "letters" for one in found)

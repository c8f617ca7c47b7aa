"""Step Functions over a real connection: what is said, and what its refusals mean."""

import json

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.ports import Ports
from tests.unit.adapters.service import Service, answer, hang_up, refusal

TOKEN = "AQB4-the-token-of-a-task"


def test_an_execution_is_started_by_its_name(ports: Ports, service: Service) -> None:
    service.script = [answer({"executionArn": "arn", "startDate": 1.0})]
    ports.workflows.start("review", "inv_1-1", {"document": "inv_1", "version": 1})
    ((name, asked),) = service.asked()
    assert name == "StartExecution"
    assert json.loads(asked.pop("input")) == {"document": "inv_1", "version": 1}
    assert asked == {
        "stateMachineArn": "arn:aws:states:eu-west-1:000000000000:stateMachine:review",
        "name": "inv_1-1",
    }


def test_one_that_was_started_before_is_success(ports: Ports, service: Service) -> None:
    service.script = [refusal("ExecutionAlreadyExists")]
    ports.workflows.start("review", "inv_1-1", {})


def test_a_start_that_nobody_answered_is_tried_again(ports: Ports, service: Service) -> None:
    service.script = [hang_up, refusal("ExecutionAlreadyExists")]
    ports.workflows.start("review", "inv_1-1", {})
    assert [name for name, _ in service.asked()] == ["StartExecution"] * 2


@pytest.mark.parametrize("code", ["StateMachineDoesNotExist", "AccessDeniedException"])
def test_a_start_that_was_refused(ports: Ports, service: Service, code: str) -> None:
    service.script = [refusal(code)]
    with pytest.raises(Unavailable, match=code):
        ports.workflows.start("review", "inv_1-1", {})


def test_a_wait_is_ended(ports: Ports, service: Service) -> None:
    service.script = [answer({})]
    assert ports.workflows.complete(TOKEN, {"event": "inv_1@2"}) is True
    ((name, asked),) = service.asked()
    assert name == "SendTaskSuccess"
    assert asked == {"taskToken": TOKEN, "output": '{"event": "inv_1@2"}'}


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_nobody_waits_any_more(ports: Ports, service: Service, code: str) -> None:
    service.script = [refusal(code)]
    assert ports.workflows.complete(TOKEN, {}) is False


def test_an_end_that_was_denied_says_no_token(ports: Ports, service: Service) -> None:
    service.script = [refusal("AccessDeniedException", message=f"not for {TOKEN}")]
    with pytest.raises(Unavailable) as failed:
        ports.workflows.complete(TOKEN, {})
    assert TOKEN not in str(failed.value)
    assert failed.value.__cause__ is None

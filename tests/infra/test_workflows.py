"""Workflows: one Standard machine per file, around the functions of its own steps and no others."""

import json
import re
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from functions.runtime.decision import Await, Begin, Finish
from functions.runtime.operation import Operation
from functions.runtime.registry import discover
from functions.runtime.triggers import Step
from infra.operation.workflow import _written
from infra.workflows import definitions
from tests.infra.house import Json, Templates, listed, statements

PLACEHOLDER = re.compile(r'"\$\{([a-z_.]+)\}"')
OPERATIONS = discover()


def steps(name: str) -> list[Operation]:
    return [one for one in OPERATIONS if Step(name) in one.triggers]


def machines(templates: Templates) -> dict[str, Json]:
    """The machines of all stacks, by logical id."""
    return dict(templates.named("AWS::StepFunctions::StateMachine"))


def states(templates: Templates) -> dict[str, dict[str, Any]]:
    """The states of the one machine, each reference to a resource replaced by `?`."""
    (machine,) = machines(templates).values()
    parts = machine["DefinitionString"]["Fn::Join"][1]
    text = "".join(part if isinstance(part, str) else "?" for part in parts)
    found: dict[str, dict[str, Any]] = json.loads(text)["States"]
    return found


def attached(templates: Templates, operation: Operation) -> list[Json]:
    """The statements of the policies that are attached to the role of the operation."""
    wanted = {"Key": "tieout:operation", "Value": operation.name}
    (role,) = [n for n, p in templates.named("AWS::IAM::Role") if wanted in p.get("Tags", [])]
    return [
        statement
        for policy in templates.of("AWS::IAM::Policy")
        if {"Ref": role} in policy["Roles"]
        for statement in policy["PolicyDocument"]["Statement"]
    ]


def test_every_file_asks_its_own_steps_and_each_of_them() -> None:
    found = definitions()
    for name, definition in found.items():
        asked = set(PLACEHOLDER.findall(json.dumps(definition)))
        assert asked == {one.name for one in steps(name)}
    assert {one.workflow for one in OPERATIONS if one.workflow} == set(found)


def test_every_file_is_written_in_the_states_language() -> None:
    """By moto's grammar of it; the emulator takes anything."""
    for name, definition in definitions().items():
        text = json.dumps(definition).replace("${partition}", "aws")
        whole = PLACEHOLDER.sub('"arn:aws:lambda:eu-west-1:123456789012:function:step"', text)
        _create(name, whole)
        with pytest.raises(ClientError, match="ASLParserException"):
            _create(f"{name}-broken", whole.replace('"TimeoutSecondsPath"', '"TimeoutPath"'))


def _create(name: str, definition: str) -> None:
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        states = boto3.client(
            "stepfunctions",
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        role = "arn:aws:iam::123456789012:role/tieout"
        states.create_state_machine(name=name, definition=definition, roleArn=role)


def test_who_steers_a_workflow_is_in_the_stack_of_its_steps() -> None:
    for name in definitions():
        assert len({one.domain for one in OPERATIONS if one.workflow == name}) == 1


def test_one_standard_machine_per_file(templates: Templates) -> None:
    found = machines(templates)
    assert len(found) == len(definitions())
    for machine in found.values():
        assert machine["StateMachineType"] == "STANDARD"
        assert "StateMachineName" not in machine
        logged = machine["LoggingConfiguration"]
        assert (logged["Level"], logged["IncludeExecutionData"]) == ("ERROR", False)


def test_a_wait_ends_by_its_own_time_and_by_nothing_else(templates: Templates) -> None:
    """No heartbeat, no timeout of an execution; results are dropped, a timeout is caught."""
    found = states(templates)
    waits = {name: one for name, one in found.items() if one.get("TimeoutSecondsPath")}
    assert len(waits) == 3
    for one in waits.values():
        assert one["Resource"].endswith(":lambda:invoke.waitForTaskToken")
        assert [catch["ErrorEquals"] for catch in one["Catch"]] == [["States.Timeout"]]
    assert "TimeoutSeconds" not in json.dumps(found).replace("TimeoutSecondsPath", "")
    assert "HeartbeatSeconds" not in json.dumps(found)
    assert [one["Type"] for one in found.values() if one.get("End")] == ["Pass"]


def test_every_state_retries_what_passes_with_jitter(templates: Templates) -> None:
    for state in states(templates).values():
        if state["Type"] == "Task":
            (retry,) = state["Retry"]
            assert {"Unavailable", "UnknownOutcome"} <= set(retry["ErrorEquals"])
            assert "States.ALL" not in retry["ErrorEquals"]
            assert (retry["JitterStrategy"], retry["BackoffRate"]) == ("FULL", 2)
            assert state["ResultPath"] is None


def test_a_machine_calls_its_steps_and_nothing_else(templates: Templates) -> None:
    (machine,) = machines(templates).values()
    role = machine["RoleArn"]["Fn::GetAtt"][0]
    properties = dict(templates.named("AWS::IAM::Role"))[role]
    (calls,) = statements(properties)
    assert calls["Action"] == "lambda:InvokeFunction"
    expected = {
        str(one.name.rpartition(".")[2]).title().replace("_", "") for one in steps("review")
    }
    called = {arn["Fn::GetAtt"][0].partition("Code")[0] for arn in listed(calls["Resource"])}
    assert called == expected
    (trust,) = properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["StringEquals"]["aws:SourceAccount"]


def test_who_steers_may_do_just_that_to_just_that_machine(templates: Templates) -> None:
    ((machine, _),) = machines(templates).items()
    may: dict[Any, list[str]] = {
        Begin: ["states:StartExecution"],
        Await: ["states:SendTaskSuccess"],
        Finish: ["states:SendTaskSuccess"],
    }
    for operation in templates.operations:
        steers = operation.signature.steers if operation.decides_something else None
        found = attached(templates, operation)
        assert [one["Action"] for one in found] == may.get(steers, []), operation.name
        assert all(one["Resource"] == {"Ref": machine} for one in found)


def test_only_who_begins_a_workflow_knows_its_machine(templates: Templates) -> None:
    for function in templates.of("AWS::Lambda::Function"):
        variables = function["Environment"]["Variables"]
        begins = variables["OPERATION"] == "functions.payables.start_review"
        assert ("WORKFLOWS" in variables) == begins


def test_an_execution_that_does_not_succeed_wakes_somebody(templates: Templates) -> None:
    watched = {
        alarm["MetricName"]: alarm
        for alarm in templates.of("AWS::CloudWatch::Alarm")
        if alarm.get("Namespace") == "AWS/States"
    }
    assert set(watched) == {"ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"}
    for alarm in watched.values():
        assert alarm["AlarmActions"]
        assert (alarm["Threshold"], alarm["TreatMissingData"]) == (0, "notBreaching")


@pytest.mark.parametrize("steps", [(), ("payables.hold", "payables.remind")])
def test_a_file_and_its_steps_that_do_not_agree(steps: tuple[str, ...]) -> None:
    asks = {"States": {"Hold": {"Parameters": {"FunctionName": "${payables.hold}"}}}}
    with pytest.raises(ValueError, match="its steps are"):
        _written("hold", asks, dict.fromkeys(steps, "arn"))

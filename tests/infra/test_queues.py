"""Every consumer: one queue, one DLQ, and nothing that can be lost on the way."""

from typing import Any

from functions.runtime.operation import Operation
from infra.needs import needs_of
from tests.infra.house import Json, Templates, listed

DAY = 86_400


def consumers(templates: Templates) -> list[Operation]:
    return [operation for operation in templates.operations if needs_of(operation).queue]


def queues(templates: Templates, operation: Operation) -> tuple[str, Json, str, Json]:
    """Logical ids and properties of an operation's queue and of its DLQ."""
    ours = templates.about(operation, "AWS::SQS::Queue")
    named = [(name, queue) for name, queue in templates.named("AWS::SQS::Queue") if queue in ours]
    (live,) = [one for one in named if "RedrivePolicy" in one[1]]
    (dead,) = [one for one in named if "RedrivePolicy" not in one[1]]
    return *live, *dead


def test_there_are_consumers(templates: Templates) -> None:
    assert consumers(templates)


def test_each_queue_redrives_to_its_own_dlq_after_five_receives(templates: Templates) -> None:
    for operation in consumers(templates):
        _, live, dead, dlq = queues(templates, operation)
        redrive = live["RedrivePolicy"]
        assert redrive["maxReceiveCount"] == 5, operation.name
        assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0] == dead
        assert dlq["MessageRetentionPeriod"] == 14 * DAY
        assert live["KmsMasterKeyId"] == dlq["KmsMasterKeyId"]


def test_visibility_is_six_timeouts_and_the_window(templates: Templates) -> None:
    for operation in consumers(templates):
        _, live, _, _ = queues(templates, operation)
        (mapping,) = mappings(templates, operation)
        window = mapping["MaximumBatchingWindowInSeconds"]
        assert live["VisibilityTimeout"] == 6 * operation.timeout_seconds + window
        (function,) = templates.about(operation, "AWS::Lambda::Function")
        assert function["Timeout"] == operation.timeout_seconds


def test_one_failed_message_does_not_repeat_its_batch(templates: Templates) -> None:
    for operation in consumers(templates):
        (mapping,) = mappings(templates, operation)
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert mapping["BatchSize"] == operation.batch


def test_a_system_is_called_no_more_often_at_once_than_it_bears(templates: Templates) -> None:
    effects = [operation for operation in templates.operations if operation.effect]
    assert effects
    for operation in effects:
        (mapping,) = mappings(templates, operation)
        assert 2 <= mapping["ScalingConfig"]["MaximumConcurrency"] <= 5
        assert mapping["BatchSize"] == 1


def test_every_dlq_has_an_alarm_that_reaches_its_owner(templates: Templates) -> None:
    alarms = templates.of("AWS::CloudWatch::Alarm")
    for operation in consumers(templates):
        _, _, dead, _ = queues(templates, operation)
        (alarm,) = [one for one in alarms if measures(one, dead, "MessagesVisible")]
        assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (0, 1)
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
        assert alarm["AlarmActions"]
        assert operation.owner in alarm["AlarmDescription"]


def test_every_queue_has_an_alarm_of_age(templates: Templates) -> None:
    alarms = templates.of("AWS::CloudWatch::Alarm")
    for operation in consumers(templates):
        live, queue, _, _ = queues(templates, operation)
        (alarm,) = [one for one in alarms if measures(one, live, "AgeOfOldestMessage")]
        assert alarm["Threshold"] > queue["VisibilityTimeout"]


def test_every_rule_delivers_to_a_queue_and_loses_to_the_same_dlq(templates: Templates) -> None:
    pairs = {}
    for operation in consumers(templates):
        live, _, dead, _ = queues(templates, operation)
        pairs[live] = dead
    rules = templates.of("AWS::Events::Rule")
    assert rules
    for rule in rules:
        (target,) = rule["Targets"]
        queue = target["Arn"]["Fn::GetAtt"][0]
        assert target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0] == pairs[queue]
        assert not target.keys() & {"Input", "InputPath", "InputTransformer"}


def test_eventbridge_may_send_to_queue_and_dlq(templates: Templates) -> None:
    let_in = {
        queue["Ref"]
        for policy in templates.of("AWS::SQS::QueuePolicy")
        for queue in policy["Queues"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Principal"] == {"Service": "events.amazonaws.com"}
        and "sqs:SendMessage" in listed(statement["Action"])
    }
    for rule in templates.of("AWS::Events::Rule"):
        (target,) = rule["Targets"]
        for arn in (target["Arn"], target["DeadLetterConfig"]["Arn"]):
            assert arn["Fn::GetAtt"][0] in let_in


def test_the_queues_key_lets_eventbridge_use_it(templates: Templates) -> None:
    (key,) = [key for key in templates.of("AWS::KMS::Key") if "Queues" in key["Description"]]
    (grant,) = [
        statement
        for statement in key["KeyPolicy"]["Statement"]
        if "events.amazonaws.com" in listed(statement["Principal"].get("Service", []))
    ]
    assert {"kms:Decrypt", "kms:GenerateDataKey*"} <= set(grant["Action"])
    assert "aws:SourceAccount" in grant["Condition"]["StringEquals"]


def test_each_queue_is_found_by_the_operations_name(templates: Templates) -> None:
    found = {one["Name"]: one["Value"] for one in templates.of("AWS::SSM::Parameter")}
    for operation in consumers(templates):
        live, _, _, _ = queues(templates, operation)
        path = f"/tieout/{templates.stage.name}/queues/{operation.name}"
        assert found.pop(path) == {"Ref": live}
    assert not found


def mappings(templates: Templates, operation: Operation) -> list[Json]:
    """The operation's mappings from queues."""
    live, _, _, _ = queues(templates, operation)
    return [
        mapping
        for mapping in templates.about(operation, "AWS::Lambda::EventSourceMapping")
        if mapping["EventSourceArn"] == {"Fn::GetAtt": [live, "Arn"]}
    ]


def measures(alarm: Json, queue: str, metric: str) -> bool:
    dimensions: list[Any] = alarm.get("Dimensions", [])
    named = {"Name": "QueueName", "Value": {"Fn::GetAtt": [queue, "QueueName"]}}
    return named in dimensions and metric in alarm["MetricName"]

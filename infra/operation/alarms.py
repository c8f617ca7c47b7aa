"""What wakes the owner of an operation: one alarm for each of its runbooks."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from functions.runtime.operation import Operation
from infra.operation.queue import ConsumerQueue, visibility_seconds
from infra.runbooks import Runbook, of_operation

PERIOD = Duration.minutes(5)
OLDEST_SECONDS = 900
STREAM_BEHIND_MS = 60_000


def wake(
    scope: Construct,
    runbook: Runbook,
    metric: cloudwatch.IMetric,
    topic: sns.ITopic,
    *,
    above: float = 0,
) -> cloudwatch.Alarm:
    """An alarm on the stage's topic that says its owner and its runbook."""
    alarm = cloudwatch.Alarm(
        scope,
        runbook.alarm,
        alarm_description=runbook.description(),
        metric=metric,
        threshold=above,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
    alarm.add_alarm_action(actions.SnsAction(topic))
    return alarm


class Alarms(Construct):
    """All go to the stage's topic and name the owner."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operation: Operation,
        function: lambda_.IFunction,
        queue: ConsumerQueue | None,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id)
        for runbook in of_operation(operation):
            metric, above = _watched(runbook.alarm, operation, function, queue)
            wake(self, runbook, metric, topic, above=above)


def _watched(
    alarm: str, operation: Operation, function: lambda_.IFunction, queue: ConsumerQueue | None
) -> tuple[cloudwatch.IMetric, float]:
    """What is measured, and above which value it is one. Raises ValueError for no such alarm."""
    match alarm, queue:
        case "Errors", _:
            return function.metric_errors(period=PERIOD), 0
        case "Throttles", _:
            return function.metric_throttles(period=PERIOD), 0
        case "Dead", ConsumerQueue():
            return queue.dead.metric_approximate_number_of_messages_visible(period=PERIOD), 0
        case "Oldest", ConsumerQueue():
            patience = max(OLDEST_SECONDS, 2 * visibility_seconds(operation.timeout_seconds))
            return queue.live.metric_approximate_age_of_oldest_message(period=PERIOD), patience
        case "Behind", _:
            behind = function.metric("IteratorAge", period=PERIOD, statistic="Maximum")
            return behind, STREAM_BEHIND_MS
    raise ValueError(f"{operation.name} measures nothing for {alarm}")

"""What wakes the owner of an operation."""

from collections.abc import Iterator

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from functions.runtime.operation import Operation
from infra.needs import needs_of
from infra.operation.queue import ConsumerQueue, visibility_seconds

PERIOD = Duration.minutes(5)
OLDEST_SECONDS = 900
STREAM_BEHIND_MS = 60_000

Watched = tuple[str, str, cloudwatch.IMetric, int]
"""Its name, what it means, what is measured, above which value."""


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
        for name, meaning, metric, above in _watched(operation, function, queue):
            alarm = cloudwatch.Alarm(
                self,
                name,
                alarm_description=f"{operation.name}: {meaning}. Owner: {operation.owner}.",
                metric=metric,
                threshold=above,
                evaluation_periods=1,
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            alarm.add_alarm_action(actions.SnsAction(topic))


def _watched(
    operation: Operation, function: lambda_.IFunction, queue: ConsumerQueue | None
) -> Iterator[Watched]:
    yield "Errors", "the function fails", function.metric_errors(period=PERIOD), 0
    yield "Throttles", "the function is throttled", function.metric_throttles(period=PERIOD), 0
    if queue:
        dead = queue.dead.metric_approximate_number_of_messages_visible(period=PERIOD)
        yield "Dead", "messages wait in the DLQ: repair, then redrive to the queue", dead, 0
        age = queue.live.metric_approximate_age_of_oldest_message(period=PERIOD)
        patience = max(OLDEST_SECONDS, 2 * visibility_seconds(operation.timeout_seconds))
        yield "Oldest", "the oldest message waits too long", age, patience
    if needs_of(operation).stream:
        behind = function.metric("IteratorAge", period=PERIOD, statistic="Maximum")
        yield "Behind", "events leave late", behind, STREAM_BEHIND_MS

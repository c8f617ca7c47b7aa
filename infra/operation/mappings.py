"""How Lambda takes from a queue and from the ledger's stream."""

import json
from collections.abc import Sequence

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from functions.runtime.operation import Operation
from infra.operation.queue import BATCH_WINDOW_SECONDS
from infra.platform.stack import Platform
from infra.stages import Stage

PARTIAL = ["ReportBatchItemFailures"]
STREAM_BATCH = 100
STREAM_RETRIES = 10
NEW_EVENTS = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "event#"}]}}}}


def map_queue(
    scope: Construct,
    *,
    operation: Operation,
    function: lambda_.IFunction,
    queue: sqs.IQueue,
    stage: Stage,
) -> None:
    """One failed message does not repeat the batch; a system's quota caps the functions."""
    bears = concurrency(operation, stage)
    lambda_.CfnEventSourceMapping(
        scope,
        "FromQueue",
        function_name=function.function_name,
        event_source_arn=queue.queue_arn,
        batch_size=operation.batch,
        maximum_batching_window_in_seconds=BATCH_WINDOW_SECONDS,
        function_response_types=PARTIAL,
        scaling_config=(
            lambda_.CfnEventSourceMapping.ScalingConfigProperty(maximum_concurrency=bears)
            if bears
            else None
        ),
    )


def concurrency(operation: Operation, stage: Stage) -> int | None:
    """The smallest of what the stage and the partner systems bear; None is no limit."""
    called = operation.effect.systems if operation.effect else ()
    known = {system.name: system.concurrency for system in stage.systems}
    limits = [known[name] for name in called]
    if stage.consumer_concurrency:
        limits.append(stage.consumer_concurrency)
    return min(limits, default=None)


def map_stream(
    scope: Construct, *, function: lambda_.IFunction, window_seconds: int, platform: Platform
) -> None:
    """New events only; a batch given up goes whole to a bucket, a queue would hold positions."""
    mapping = lambda_.CfnEventSourceMapping
    mapping(
        scope,
        "FromStream",
        function_name=function.function_name,
        event_source_arn=platform.tables.ledger.table_stream_arn,
        starting_position="TRIM_HORIZON",
        batch_size=STREAM_BATCH,
        maximum_batching_window_in_seconds=window_seconds,
        function_response_types=PARTIAL,
        bisect_batch_on_function_error=True,
        maximum_retry_attempts=STREAM_RETRIES,
        filter_criteria=mapping.FilterCriteriaProperty(filters=_filters([NEW_EVENTS])),
        destination_config=mapping.DestinationConfigProperty(
            on_failure=mapping.OnFailureProperty(destination=platform.buckets.failures.bucket_arn)
        ),
    )


def _filters(patterns: Sequence[object]) -> list[lambda_.CfnEventSourceMapping.FilterProperty]:
    return [
        lambda_.CfnEventSourceMapping.FilterProperty(pattern=json.dumps(pattern))
        for pattern in patterns
    ]

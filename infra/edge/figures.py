"""What finance watches, from what `operations.measure` and the relay write into their logs."""

from collections.abc import Iterator, Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from aws_cdk.aws_cloudwatch_actions import SnsAction
from constructs import Construct

from functions.runtime.aws.meter import NAMESPACE
from infra.operation.alarms import wake
from infra.runbooks import of_figures
from infra.runbooks.figures import SILENT

PERIOD = Duration.minutes(5)
SILENT_PERIODS = 3
_SHOWN: Sequence[tuple[str, str, str, str]] = (
    ("Invoice to posting, half are faster (s)", "InvoiceToPosting", "tenant,entity", "p50"),
    ("Invoice to posting, 95 % are faster (s)", "InvoiceToPosting", "tenant,entity", "p95"),
    ("Open cases by owner", "CasesOpen", "owner,tenant", "Maximum"),
    ("Amount at risk by currency", "AmountAtRisk", "currency,tenant", "Maximum"),
    ("Waiting, by what for", "WaitingFor", "prerequisite,tenant", "Maximum"),
    ("Backlog by watcher", "Backlog", "list,tenant", "Maximum"),
    ("Oldest of each backlog (s)", "BacklogOldest", "list,tenant", "Maximum"),
    ("Above what policy bears", "Breaches", "level", "Maximum"),
    ("Partner systems that do not answer", "CircuitsOpen", "system", "Maximum"),
)
"""Title, metric, the dimensions beside the stage, statistic: whatever there is of them."""


_QUEUES: Sequence[tuple[str, str]] = (
    ("Queues: age of the oldest message (s)", "ApproximateAgeOfOldestMessage"),
    ("Queues and DLQs: messages that wait", "ApproximateNumberOfMessagesVisible"),
)


def graphs(stage: str) -> Iterator[cloudwatch.IWidget]:
    """Entities, owners and currencies are found by search: no template knows them."""
    for title, metric, of, statistic in _SHOWN:
        schema = ",".join([NAMESPACE, *sorted([*of.split(","), "stage"])])
        yield _found(title, f'{{{schema}}} MetricName="{metric}" stage="{stage}"', statistic)


def technical(stage: str) -> Iterator[cloudwatch.IWidget]:
    """Queues by the names that CloudFormation gives those of this stage; workflows of all."""
    for title, metric in _QUEUES:
        search = f'{{AWS/SQS,QueueName}} MetricName="{metric}" tieout {stage}'
        yield _found(title, search, "Maximum")
    failed = '{AWS/States,StateMachineArn} MetricName="ExecutionsFailed"'
    yield _found("Workflows: executions that failed", failed, "Sum")


def _found(title: str, search: str, statistic: str) -> cloudwatch.GraphWidget:
    shown = cloudwatch.MathExpression(
        expression=f"SEARCH('{search}', '{statistic}', {PERIOD.to_seconds():.0f})",
        using_metrics={},
        label="",
        period=PERIOD,
    )
    return cloudwatch.GraphWidget(title=title, width=8, left=[shown])


class FigureAlarms(Construct):
    """Static alarms on breaches: what is borne is policy, and judged where it is measured."""

    def __init__(self, scope: Construct, id: str, *, stage: str, topic: sns.ITopic) -> None:
        super().__init__(scope, id)
        for runbook in of_figures():
            if runbook.alarm != SILENT:
                wake(self, runbook, _breaches(stage, runbook.alarm), topic)
            else:
                self._silence(runbook.description(), stage, topic)

    def _silence(self, description: str, stage: str, topic: sns.ITopic) -> None:
        any_level = _breaches(stage, "cases_open", statistic="SampleCount")
        alarm = any_level.create_alarm(
            self,
            SILENT,
            alarm_description=description,
            threshold=1,
            comparison_operator=cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
            evaluation_periods=SILENT_PERIODS,
            treat_missing_data=cloudwatch.TreatMissingData.BREACHING,
        )
        alarm.add_alarm_action(SnsAction(topic))


def _breaches(stage: str, level: str, statistic: str = "Maximum") -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE,
        metric_name="Breaches",
        dimensions_map={"level": level, "stage": stage},
        statistic=statistic,
        period=PERIOD,
    )

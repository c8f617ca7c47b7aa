"""One dashboard for the stage: a row of graphs for each domain."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from functions.runtime.operation import Operation

PERIOD = Duration.minutes(5)


class Overview(Construct):
    """How often each operation ran, failed, and how long it took."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operations: Sequence[Operation],
        functions: Mapping[str, lambda_.IFunction],
    ) -> None:
        super().__init__(scope, id)
        board = cloudwatch.Dashboard(self, "Board")
        for domain, members in groupby(sorted(operations, key=_place), key=lambda o: o.domain):
            shown = [(o.name.rpartition(".")[2], functions[o.name]) for o in members]
            board.add_widgets(
                _graph(f"{domain}: runs", shown, "Invocations", "Sum"),
                _graph(f"{domain}: failures", shown, "Errors", "Sum"),
                _graph(f"{domain}: slowest hundredth", shown, "Duration", "p99"),
            )


def _place(operation: Operation) -> tuple[str, str]:
    return operation.domain, operation.name


def _graph(
    title: str, shown: Sequence[tuple[str, lambda_.IFunction]], metric: str, statistic: str
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        width=8,
        left=[
            function.metric(metric, statistic=statistic, period=PERIOD, label=label)
            for label, function in shown
        ],
    )

"""One dashboard for the stage: what finance watches first, then each domain's functions."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from functions.runtime.operation import Operation
from infra.edge.figures import graphs, technical
from infra.needs import needs_of

PERIOD = Duration.minutes(5)
Shown = Sequence[tuple[str, lambda_.IFunction]]


class Overview(Construct):
    """Figures of finance; then how often each operation ran, failed, waited, how long it took."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: str,
        operations: Sequence[Operation],
        functions: Mapping[str, lambda_.IFunction],
    ) -> None:
        super().__init__(scope, id)
        board = cloudwatch.Dashboard(self, "Board")
        board.add_widgets(_heading("What finance watches"))
        board.add_widgets(*graphs(stage))
        board.add_widgets(_heading("Queues, functions and streams"))
        board.add_widgets(*technical(stage))
        for domain, members in groupby(sorted(operations, key=_place), key=lambda o: o.domain):
            shown = [(_short(one), functions[one.name]) for one in members]
            board.add_widgets(
                _graph(f"{domain}: runs", shown, "Invocations", "Sum"),
                _graph(f"{domain}: failures", shown, "Errors", "Sum"),
                _graph(f"{domain}: throttles", shown, "Throttles", "Sum"),
                _graph(f"{domain}: slowest hundredth", shown, "Duration", "p99"),
            )
        streams = [(_short(one), functions[one.name]) for one in operations if needs_of(one).stream]
        if streams:
            board.add_widgets(_graph("Behind the stream", streams, "IteratorAge", "Maximum"))


def _place(operation: Operation) -> tuple[str, str]:
    return operation.domain, operation.name


def _short(operation: Operation) -> str:
    return operation.name.rpartition(".")[2]


def _heading(says: str) -> cloudwatch.TextWidget:
    return cloudwatch.TextWidget(markdown=f"## {says}", width=24, height=1)


def _graph(title: str, shown: Shown, metric: str, statistic: str) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        width=6,
        left=[
            function.metric(metric, statistic=statistic, period=PERIOD, label=label)
            for label, function in shown
        ],
    )

"""Measures as lines of the log, from which CloudWatch makes metrics (embedded metric format).

No call, no permission, no wait: the line is the function's output like any other.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TextIO

from functions.runtime.measures import Measure

NAMESPACE = "Tieout"
VALUES_MAX = 100
"""Values of one metric in one line."""


class AwsMeter:
    """Each measure with the stage and what it is of as dimensions; amounts and ids are neither."""

    def __init__(
        self, stage: str, clock: Callable[[], datetime], out: TextIO | None = None
    ) -> None:
        self._stage, self._clock, self._out = stage, clock, out

    def take(self, measures: Sequence[Measure]) -> None:
        """As the port says."""
        out = self._out or sys.stdout
        for measure in measures:
            for start in range(0, len(measure.values), VALUES_MAX):
                values = measure.values[start : start + VALUES_MAX]
                out.write(json.dumps(self._line(measure, values)) + "\n")

    def _line(self, measure: Measure, values: tuple[int, ...]) -> dict[str, object]:
        of = {"stage": self._stage, **measure.of}
        metric = {"Name": measure.name, "Unit": measure.unit}
        directive = {"Namespace": NAMESPACE, "Dimensions": [sorted(of)], "Metrics": [metric]}
        return {
            "_aws": {
                "Timestamp": int(self._clock().timestamp() * 1000),
                "CloudWatchMetrics": [directive],
            },
            **of,
            measure.name: list(values),
        }

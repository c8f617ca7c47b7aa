"""Measures in memory."""

from collections.abc import Sequence

from functions.runtime.measures import Measure


class MemoryMeter:
    """`taken` is for tests to look into."""

    def __init__(self) -> None:
        self.taken: list[Measure] = []

    def take(self, measures: Sequence[Measure]) -> None:
        """As the port says."""
        self.taken += measures

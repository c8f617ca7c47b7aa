"""A measured number beside the bar it is held to."""

from typing import NamedTuple


class Figure(NamedTuple):
    """`most` is the bar: the value must not be above it. All of them are ratios or counts."""

    name: str
    value: float
    most: float
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.value <= self.most

    def line(self) -> str:
        """One line for a person."""
        verdict = "pass" if self.holds else "FALLS SHORT"
        return f"  {self.name:<46}{self.value:>8.3f}  bar {self.most:<6g}{verdict:<12} {self.note}"

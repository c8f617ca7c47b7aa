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


class Rate(NamedTuple):
    """How a format is read, with no bar: `share` is its rate as a share of the plain parser's."""

    name: str
    plain: str
    share: float
    per_second: float
    file_bytes: int
    peaks: tuple[int, int]
    """Bytes of memory for a file of `file_bytes`: ours, and the plain parser's."""

    @property
    def holds(self) -> bool:
        """There is no bar."""
        return True

    def line(self) -> str:
        """One line for a person."""
        rate = f"{self.name:<10}{self.per_second:>8.0f} a second, {self.share:.2f} of {self.plain}"
        mine, theirs = (peak / 1e6 for peak in self.peaks)
        memory = f"{mine:>4.0f} MB against {theirs:.0f} MB for {self.file_bytes / 1e6:.1f} MB"
        return f"  {rate:<54}{memory}"


class Line(NamedTuple):
    """Something to read beside the figures."""

    text: str

    @property
    def holds(self) -> bool:
        """There is no bar."""
        return True

    def line(self) -> str:
        """One line for a person."""
        return f"  {self.text}"

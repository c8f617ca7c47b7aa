"""What is counted for those who watch, and where it goes."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol


class Measure(NamedTuple):
    """Something counted: its name, what it came to, in which unit, and of what (`entity`: DE01)."""

    name: str
    unit: Literal["Count", "Seconds", "None"]
    values: tuple[int, ...]
    of: Mapping[str, str]


class Meter(Protocol):
    """Where measures go; names and counts only, never what a document says."""

    def take(self, measures: Sequence[Measure]) -> None:
        """Keep them. Never fails, and calls nobody."""

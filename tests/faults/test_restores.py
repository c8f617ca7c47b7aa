"""The ledger is restored to after every write of a day: nothing is posted twice, nothing is lost.

F27: `make faults` restores to every point, at the end of the day and in the middle of a posting.
"""

from collections.abc import Iterator

import pytest

from tests.faults.restores import calls, play, writes
from tests.faults.scenarios import SCENARIOS

SHORT = ("one", "netsuite", "late", "waiting")
LONG = (
    "file",
    "two keys",
    "announced",
    "outage",
    "netsuite late",
    "netsuite outage",
    "same number",
)


def _points(names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for name in names:
        for step in writes(SCENARIOS[name]):
            yield name, step.number


def _named(point: tuple[str, int]) -> str:
    return f"{point[0]}-{point[1]}"


@pytest.mark.parametrize("point", list(_points(SHORT)), ids=_named)
def test_restored_after_the_day(point: tuple[str, int]) -> None:
    name, number = point
    play(SCENARIOS[name], number)


@pytest.mark.slow
@pytest.mark.parametrize("point", list(_points(LONG)), ids=_named)
def test_restored_after_a_longer_day(point: tuple[str, int]) -> None:
    name, number = point
    play(SCENARIOS[name], number)


@pytest.mark.slow
@pytest.mark.parametrize("point", list(_points(SHORT)), ids=_named)
def test_restored_in_the_middle_of_a_call(point: tuple[str, int]) -> None:
    name, number = point
    for step in calls(SCENARIOS[name]):
        if step.number > number and step.operation == "payables.post_invoice":
            play(SCENARIOS[name], number, step.number)

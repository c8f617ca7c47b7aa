"""The summary at the end of a run, and the published matrix where a run was whole."""

from pathlib import Path

import pytest

from tests.faults.table import publish
from tests.faults.tally import TALLY, Tally


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the matrix of a whole run is written."""
    parser.addoption("--fault-matrix", default="", help="write the matrix of a whole run here")


@pytest.fixture
def tally() -> Tally:
    return TALLY


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say what was tried, and publish it if nothing was left out."""
    if not TALLY.cases and not TALLY.days and not TALLY.guards:
        return
    terminalreporter.section("faults")
    for line in TALLY.lines():
        terminalreporter.line(line)
    place = config.getoption("--fault-matrix", default="")
    if place:
        terminalreporter.line(publish(Path(place), TALLY))

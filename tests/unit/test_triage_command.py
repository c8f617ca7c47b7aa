"""`python -m local.triage`: what it prints, what it asks for, and when it ends non-zero."""

from collections.abc import Sequence

import pytest

from functions.runtime.letters import Letter, Rehearsal
from functions.runtime.memory import memory_ports
from functions.runtime.rehearsal import rehearse
from functions.runtime.triage import consumer
from local.triage import __main__ as command
from local.triage.operator import Operator
from tests.company import company
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, message
from tests.unit.operations.test_triage_queue import QUEUE, bury


class AtTheHouse:
    """An operator of a house in memory."""

    def __init__(self, house: House) -> None:
        self.ports = memory_ports(house.world)
        self.asked: list[tuple[str, list[str], str, str]] = []

    def queues(self) -> dict[str, str]:
        return {QUEUE: "url", "payables.post_invoice": "url"}

    def lying(self, operation: str) -> int:
        return len(self.ports.letters.read(operation, 100))

    def examined(self, operation: str, limit: int) -> list[tuple[Letter, Rehearsal]]:
        found = self.ports.letters.read(operation, limit)
        return [(one, rehearse(self.ports, consumer(operation), one.body)) for one in found]

    def redrive(self, operation: str, letters: Sequence[str], cause: str, reason: str) -> str:
        self.asked.append((operation, list(letters), cause, reason))
        return "4f1c"


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch) -> AtTheHouse:
    """Two dead letters that were decided, one that is no JSON."""
    house = company()
    done = message(envelopes(house, accepted(house))[0])
    bury(house, QUEUE, done, "{", done)
    at_the_house = AtTheHouse(house)
    monkeypatch.setattr(Operator, "of", lambda *_: at_the_house)
    return at_the_house


def test_it_tells_by_cause(operator: AtTheHouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        QUEUE,
        "     1  fix first: the body is no JSON",
        "     2  already applied: decided before",
    ]


def test_nothing_to_tell(operator: AtTheHouse, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["payables.post_invoice"]) == 0
    assert capsys.readouterr().out == "no dead letters\n"


def test_a_group_is_redriven(operator: AtTheHouse) -> None:
    assert command.main([QUEUE, "--redrive", "decided before", "--reason", "tidy"]) == 0
    assert operator.asked == [(QUEUE, ["900", "902"], "decided before", "tidy")]


def test_all_are_redriven(operator: AtTheHouse) -> None:
    assert command.main([QUEUE, "--redrive", "all", "--reason", "tidy"]) == 0
    assert operator.asked == [(QUEUE, [], "all", "tidy")]


@pytest.mark.parametrize(
    "arguments",
    [
        [QUEUE, "--redrive", "all"],
        ["--redrive", "all", "--reason", "tidy"],
        [QUEUE, "--redrive", "no such cause", "--reason", "tidy"],
    ],
)
def test_a_redrive_names_one_queue_a_known_cause_and_a_reason(
    operator: AtTheHouse, arguments: list[str]
) -> None:
    assert command.main(arguments) == 2
    assert operator.asked == []

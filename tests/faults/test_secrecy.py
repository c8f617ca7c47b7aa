"""No log line, print or answer of any scenario says a secret, also where our own code bursts."""

import io
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from functions.runtime.memory import Crossing
from functions.runtime.triggers import Api
from tests.company import IBAN, invoice
from tests.faults.matrix import steps
from tests.faults.rig import Injection, Rig, Step
from tests.faults.scenarios import SCENARIOS
from tests.house import OPERATIONS

SHORTEST = 6
CONFIDENTIAL = ("authorization", "cookie", "x-csrf-token", "set-cookie")
APIS = {one.name for one in OPERATIONS if any(isinstance(t, Api) for t in one.triggers)}
SHORT = [name for name, scenario in SCENARIOS.items() if not scenario.long]


@dataclass
class Secrets:
    """What a run must never say, as it comes by: accounts, names, credentials, tokens."""

    found: set[str] = field(default_factory=lambda: {IBAN, *_names(invoice())})

    def overhear(self, crossing: Crossing) -> None:
        """Credentials and tokens are whatever goes to a partner system as such."""
        if crossing.name == "remote.call":
            request = crossing.args[0]
            said = [v for n, v in request.headers.items() if n.lower() in CONFIDENTIAL]
            self.found |= {word for value in said for word in value.split() if len(word) > SHORTEST}

    def text(self) -> str:
        """All of them, as a careless exception would quote them."""
        return " ".join(sorted(self.found))


@pytest.fixture
def spoken(capfd: pytest.CaptureFixture[str]) -> Iterator[io.StringIO]:
    """Everything that any logger of the process says, with its fields and its tracebacks."""
    heard = io.StringIO()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.write(f"{record.getMessage()} {record.__dict__!r} {self.format(record)}\n")

    listener, root = Listener(logging.DEBUG), logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield heard
    root.removeHandler(listener)
    root.setLevel(level)
    heard.write("".join(capfd.readouterr()))


def _names(said: Any, name: str = "") -> Iterator[str]:
    if isinstance(said, Mapping):
        for inner, value in said.items():
            yield from _names(value, inner)
    elif isinstance(said, list):
        for value in said:
            yield from _names(value, name)
    elif name in ("name", "description", "account", "street"):
        yield str(said)


def _play(name: str, secrets: Secrets, plan: dict[int, Injection]) -> Rig:
    scenario = SCENARIOS[name]
    rig = scenario.setup()
    for settings in rig.world.remote.secrets.values():
        secrets.found |= {v for n, v in settings.items() if "url" not in n and len(v) > SHORTEST}
    rig.begin()
    before = rig.world.boundary.before

    def overhearing(crossing: Crossing) -> None:
        secrets.overhear(crossing)
        before(crossing)

    rig.world.boundary.before = overhearing
    rig.plan, rig.bursts = plan, bool(plan)
    scenario.act(rig)
    rig.end()
    rig.rest()
    return rig


def _unsaid(secrets: Secrets, spoken: io.StringIO, rig: Rig) -> None:
    told = json.dumps([body for said in rig.answers.values() for _, body in said])
    told += spoken.getvalue()
    assert told
    assert [secret for secret in sorted(secrets.found) if secret in told] == []


@pytest.mark.parametrize("name", SHORT)
def test_a_scenario_says_no_secret(name: str, spoken: io.StringIO) -> None:
    secrets = Secrets()
    _unsaid(secrets, spoken, _play(name, secrets, {}))
    assert len(secrets.found) > len(Secrets().found)


def _bursting() -> Iterator[tuple[str, Step]]:
    """The first call of each operation that waits for an answer or takes messages."""
    seen: set[tuple[str, str]] = set()
    for name in SHORT:
        for step in steps(SCENARIOS[name]):
            served = step.queued or (step.operation in APIS and not step.stepped)
            if served and (step.operation, step.name) not in seen:
                seen.add((step.operation, step.name))
                yield name, step


def test_code_that_bursts_quotes_nothing(spoken: io.StringIO) -> None:
    for name, step in _bursting():
        secrets = Secrets()

        def burst(rig: Rig, crossing: Crossing, secrets: Secrets = secrets) -> None:
            raise ValueError(secrets.text())

        _unsaid(secrets, spoken, _play(name, secrets, {step.number: Injection("b", True, burst)}))

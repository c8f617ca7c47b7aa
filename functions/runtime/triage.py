"""Dead letters, each rehearsed by its consumer's own code, and grouped by what is the matter."""

import re
from collections.abc import Iterable
from importlib import import_module
from typing import NamedTuple

from functions.runtime.errors import Missing
from functions.runtime.letters import DeadLetters, Letter, Rehearsal, Verdict
from functions.runtime.operation import Operation
from functions.runtime.ports import Ports
from functions.runtime.rehearsal import rehearse

LETTERS_MAX = 100
"""Dead letters that one look takes; each costs a few calls."""
_NAME = re.compile(r"[a-z]+\.[a-z_]+")


class Group(NamedTuple):
    """Dead letters of one queue that are there for the same reason."""

    verdict: Verdict
    cause: str
    letters: tuple[Letter, ...]
    steps: tuple[str, ...]
    """What a redrive of the oldest of them would do."""


def examined(ports: Ports, queue: str) -> DeadLetters:
    """All of a queue's dead letters, rehearsed in this process with no keys and no secrets.

    What is the matter with the consumer's own function (its settings, its role) is not seen from
    here: the command `local.triage` asks that function. Raises Missing for no such consumer.
    """
    operation = consumer(queue)
    lying = ports.letters.read(queue, LETTERS_MAX + 1)
    return DeadLetters(
        tuple(
            (one, rehearse(ports, operation, one.body, blind=True)) for one in lying[:LETTERS_MAX]
        ),
        whole=len(lying) <= LETTERS_MAX,
    )


def consumer(queue: str) -> Operation:
    """The operation whose queue it is. Raises Missing."""
    if _NAME.fullmatch(queue):
        try:
            found = getattr(import_module(f"functions.{queue}"), "operation", None)
        except ModuleNotFoundError:
            found = None
        if isinstance(found, Operation) and found.name == queue:
            return found
    raise Missing(f"no operation is called {queue[:64]!r}")


def grouped(found: Iterable[tuple[Letter, Rehearsal]]) -> list[Group]:
    """By verdict and cause; what is to be fixed comes first."""
    groups: dict[tuple[Verdict, str], list[tuple[Letter, Rehearsal]]] = {}
    for letter, told in found:
        groups.setdefault((told.verdict, told.cause), []).append((letter, told))
    order = list(Verdict)
    return [
        Group(verdict, cause, tuple(letter for letter, _ in members), members[0][1].steps)
        for (verdict, cause), members in sorted(
            groups.items(), key=lambda one: (one[0][0] != Verdict.FIX, order.index(one[0][0]))
        )
    ]

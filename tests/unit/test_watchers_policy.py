"""Watchers as policy: what may be said, and that no team's cases are left out."""

import ast
from typing import Any

import pytest
from pydantic import ValidationError

from functions.runtime.registry import discover
from schemas.policies.capture import CapturePolicy
from schemas.policies.shipped_watchers import SHIPPED
from schemas.policies.watchers import Watchers, Within
from tests.gates.source import sources

ENTRY: dict[str, Any] = {
    "name": "late",
    "document": "inv",
    "after": ["received"],
    "expect": ["posted"],
    "within": {"seconds": 1},
    "owner": "treasury",
    "category": "R-EXC-01",
    "action": "look",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"document": "novel"},
        {"after": []},
        {"after": ["Received"]},
        {"expect": []},
        {"expect": ["received"]},
        {"within": {}},
        {"within": {"seconds": 1, "working_days": 1}},
        {"within": {"seconds": 0}},
        {"within": {"working_days": 1, "at": "9 o'clock"}},
        {"category": "R-EXC-99"},
        {"severity": "dramatic"},
    ],
)
def test_what_cannot_be_watched_is_refused_when_it_is_proposed(wrong: dict[str, Any]) -> None:
    Watchers.model_validate({"watchers": [ENTRY]})
    with pytest.raises(ValidationError):
        Watchers.model_validate({"watchers": [{**ENTRY, **wrong}]})


def test_a_breach_is_known_by_one_name() -> None:
    with pytest.raises(ValidationError, match="two watchers are called late"):
        Watchers.model_validate({"watchers": [ENTRY, {**ENTRY, "document": "case"}]})


def test_the_shortest_that_a_term_can_be() -> None:
    assert Within(seconds=5).least().seconds == 5
    assert Within(working_seconds=7).least().seconds == 7
    assert Within(working_days=3).least().seconds == 0


def _owners() -> set[str]:
    """Every team that the code itself gives something to: by declaration, or in a case."""
    said = {operation.owner for operation in discover()}
    for source in sources("functions"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg == "owner":
                value = node.value
                said |= {str(value.value)} if isinstance(value, ast.Constant) else set()
    return said


def test_the_cases_of_every_team_are_looked_through() -> None:
    named = {watcher.owner for watcher in SHIPPED} | {CapturePolicy().escalates_to}
    assert _owners() | named <= set(Watchers().teams)

"""What finance code must not say: floats for money, the machine's own clock; and what it must."""

import ast

import pytest

from tests.gates.source import Source, operations, sources

CLOCK = "functions/runtime/aws/__init__.py"
COMMAND = "functions/formats/__main__.py"
"""A person's command: it asks the rules about today."""
NOW = frozenset({"now", "utcnow", "today"})
EACH = pytest.mark.parametrize("source", sources("functions", "schemas"), ids=lambda one: one.place)


@EACH
def test_no_amount_is_a_float(source: Source) -> None:
    made = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
    ]
    assert made == []


@pytest.mark.parametrize("source", sources("schemas"), ids=lambda one: one.place)
def test_no_noun_has_a_float(source: Source) -> None:
    named = (n for n in ast.walk(source.tree) if isinstance(n, ast.Name))
    assert [name.lineno for name in named if name.id == "float"] == []


@EACH
def test_only_the_adapter_reads_a_clock(source: Source) -> None:
    read = [
        node.lineno
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in NOW
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    ]
    assert read == [] or source.place in (CLOCK, COMMAND)


@EACH
def test_the_environment_is_read_at_the_entry_alone(source: Source) -> None:
    if source.place != "functions/runtime/entry.py":
        assert "os" not in source.imports


@EACH
def test_what_others_use_says_what_it_is(source: Source) -> None:
    silent = [node.name for node in source.public() if not ast.get_docstring(node)]
    assert silent == []
    if source.text:
        assert ast.get_docstring(source.tree)


@pytest.mark.parametrize("source", operations(), ids=lambda one: one.place)
def test_an_operation_is_one_sentence(source: Source) -> None:
    sentence = (ast.get_docstring(source.tree) or "").split("\n")[0]
    assert sentence[:1].isupper()
    assert sentence.endswith(".")

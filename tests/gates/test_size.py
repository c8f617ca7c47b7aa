"""Modules that are read like a page, functions that fit on a screen."""

import ast

import pytest

from tests.gates.source import Source, sources

LINES_MAX = 180
"""Lines of a module that are not blank."""
FUNCTION_MAX = 70
COLUMNS_MAX = 100
EVERY = sources("functions", "schemas", "infra", "local")
EACH = pytest.mark.parametrize("source", EVERY, ids=lambda one: one.place)


@EACH
def test_a_module_is_a_page(source: Source) -> None:
    assert sum(bool(line.strip()) for line in source.text.splitlines()) <= LINES_MAX


@EACH
def test_a_function_fits_on_a_screen(source: Source) -> None:
    long = [
        node.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_MAX
    ]
    assert long == []


@pytest.mark.parametrize("source", sources("tests"), ids=lambda one: one.place)
def test_a_test_fits_on_a_screen(source: Source) -> None:
    test_a_function_fits_on_a_screen(source)

"""Kind and type code agree; numbers are compared in plain letters and digits."""

from datetime import date
from typing import Any

import pytest

from functions.payables.identity import normalised
from functions.payables.rules import findings
from tests.unit.invoices import submitted

TODAY = date(2026, 11, 20)


def _codes(**changes: Any) -> list[str]:
    return [finding.code for finding in findings(submitted(**changes), today=TODAY)]


@pytest.mark.parametrize(
    ("kind", "code", "agrees"),
    [
        ("invoice", "380", True),
        ("invoice", None, True),
        ("invoice", "381", False),
        ("invoice", "532", False),
        ("credit_note", "381", True),
        ("credit_note", "83", True),
        ("credit_note", None, True),
        ("credit_note", "380", False),
    ],
)
def test_the_type_code_says_what_the_kind_says(kind: str, code: str | None, agrees: bool) -> None:
    assert _codes(kind=kind, type_code=code) == ([] if agrees else ["BR-CL-01"])


@pytest.mark.parametrize("number", ["１２３４", "a-1", "№ 5", "R/2026​-7"])
def test_a_number_in_another_width_is_the_same_number(number: str) -> None:
    assert _codes(number=number) == []
    assert normalised("１２３４") == normalised("1234") == "1234"


@pytest.mark.parametrize("number", ["А-1", "٠١٢٣", "R-Ü1"])
def test_look_alikes_are_for_a_person_to_decide(number: str) -> None:
    assert _codes(number=number) == ["TIE-NUMBER"]

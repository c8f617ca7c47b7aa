"""EN 16931-1: every business term and group has a field, and UBL and CII are read into it.

`en16931_terms.tsv` says where each stands; its values are those of both `every_term.xml`.
"""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from functions.formats import sniff
from schemas.commands.submit_invoice import SubmitInvoice

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMATS = ("ubl", "cii")
_UNUSED = {4}
"""EN 16931-1 has no BT-4."""


def _rows() -> list[tuple[str, str, str]]:
    lines = (FIXTURES / "en16931_terms.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines[1:]]
    return [(term, path, value) for term, path, value, *_ in rows]


@pytest.fixture(scope="module", params=FORMATS)
def invoice(request: pytest.FixtureRequest) -> SubmitInvoice:
    return _read(str(request.param))


def _read(name: str) -> SubmitInvoice:
    [read] = sniff.read((FIXTURES / name / "every_term.xml").read_bytes())
    assert isinstance(read, SubmitInvoice), read
    return read


def _said(invoice: SubmitInvoice, path: str) -> Any:
    """What stands in the invoice at a dotted path; a number counts from 0."""
    value: Any = invoice
    for step in path.split("."):
        value = value[int(step)] if step.isdigit() else getattr(value, step)
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def test_the_table_holds_every_term_and_group_of_the_standard() -> None:
    terms = {term for term, _, _ in _rows()}
    assert {int(term.split("-")[1]) for term in terms if term.startswith("BT-")} == (
        set(range(1, 166)) - _UNUSED
    )
    assert {term for term in terms if term.startswith("BG-")} == {f"BG-{n}" for n in range(1, 33)}


def test_no_two_terms_stand_in_one_place() -> None:
    paths = [path for term, path, _ in _rows() if term.startswith("BT-")]
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(("term", "path", "value"), _rows(), ids=[row[0] for row in _rows()])
def test_each_term_is_read_into_its_field(
    invoice: SubmitInvoice, term: str, path: str, value: str
) -> None:
    found = _said(invoice, path)
    if term.startswith("BG-"):
        assert found
    else:
        assert str(found) == value


def test_nothing_of_the_standard_is_left_beside(invoice: SubmitInvoice) -> None:
    assert invoice.beside == ()
    assert [line.beside for line in invoice.lines] == [()]
    assert invoice.other_accounts == ()


def test_ubl_and_cii_say_the_whole_standard_alike() -> None:
    assert _read("ubl") == _read("cii")

"""One invoice written in UBL, CII, EDIFACT and X12 is one and the same canonical content.

What a format adds about itself, as a message number, stands beside and is left out here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.formats import sniff
from functions.payables.rules import findings
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.invoices import seal

SAME = Path(__file__).parents[1] / "fixtures" / "same"
UBL, CII, EDIFACT, X12 = "invoice.ubl.xml", "invoice.cii.xml", "invoice.edi", "invoice.x12"
UNSAID_IN_X12 = {
    "type_code",
    "supplier.registration",
    "lines.tax_category",
    "lines.price_base_unit",
    "allowances_charges.base",
    "allowances_charges.reason_code",
    "allowances_charges.tax_category",
    "allowances_charges.tax_rate",
    "taxes.category",
    "totals.allowances",
    "totals.charges",
    "totals.net",
    "references.preceding.issue_date",
    "payment_means.code",
    "payment_means.remittance_reference",
}
"""What an 810 has no element for, or none that says just this: absent there, never invented."""


def _read(name: str) -> SubmitInvoice:
    [read] = sniff.read((SAME / name).read_bytes())
    assert isinstance(read, SubmitInvoice), read
    return read


def _content(name: str) -> dict[str, Any]:
    """Everything that it says, account numbers in clear, but what stands beside."""
    said = _read(name).model_dump(mode="json", context={"blind": str})
    for part in (said, *said["lines"]):
        part.pop("beside", None)
    return said


def _leaves(said: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Each value with its path, without places in lists, and what holds it."""
    if isinstance(said, list):
        for each in said:
            yield from _leaves(each, path)
    elif isinstance(said, dict):
        for name, value in list(said.items()):
            below = f"{path}.{name}" if path else name
            yield below, value, said
            yield from _leaves(value, below)


def _without(said: dict[str, Any], paths: set[str]) -> dict[str, Any]:
    for path, _, holder in list(_leaves(said)):
        if path in paths:
            holder.pop(path.rpartition(".")[2])
    return said


@pytest.mark.parametrize("other", [CII, EDIFACT])
def test_ubl_cii_and_edifact_say_all_of_it_alike(other: str) -> None:
    assert _content(other) == _content(UBL)


def test_all_four_say_alike_what_all_four_can_say() -> None:
    alike = [_without(_content(name), UNSAID_IN_X12) for name in (UBL, CII, EDIFACT, X12)]
    assert alike[1:] == alike[:1] * 3


def test_what_an_810_cannot_say_is_absent_and_not_invented() -> None:
    told = {path for path, value, _ in _leaves(_content(UBL)) if value not in (None, [])}
    assert told >= UNSAID_IN_X12
    assert {value for path, value, _ in _leaves(_content(X12)) if path in UNSAID_IN_X12} == {None}


def test_in_each_format_it_is_the_same_fact() -> None:
    facts = [_read(name).sealed("H-01", seal).essence() for name in (UBL, CII, EDIFACT)]
    assert facts[1:] == facts[:1] * 2


@pytest.mark.parametrize("name", [UBL, CII, EDIFACT])
def test_it_foots(name: str) -> None:
    read = _read(name)
    found = [found.code for found in findings(read, today=read.issue_date)]
    assert [code for code in found if not code.startswith(("PEPPOL", "BR-DE"))] == []

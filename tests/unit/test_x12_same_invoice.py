"""The same invoice in UBL, EDIFACT and X12 is one invoice, as far as each format can say it."""

from pathlib import Path
from typing import Any

import pytest

from functions.formats import sniff
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.invoices import seal

FIXTURES = Path(__file__).parents[1] / "fixtures"
UBL = (FIXTURES / "ubl" / "invoice_full.xml").read_text(encoding="utf-8")


def _one(content: bytes) -> SubmitInvoice:
    [read] = sniff.read(content)
    assert isinstance(read, SubmitInvoice), read
    return read


def _essence(read: SubmitInvoice) -> dict[str, Any]:
    return read.sealed("H-01", seal).essence()


@pytest.mark.parametrize("name", ["invoice_d96a.edi", "invoice_d01b_wrapped.edi"])
def test_edifact_says_what_ubl_says(name: str) -> None:
    ubl, edifact = _one(UBL.encode()), _one((FIXTURES / "edifact" / name).read_bytes())
    assert _essence(edifact) == _essence(ubl)
    assert edifact.totals == ubl.totals
    assert edifact.taxes[:2] == ubl.taxes[:2]
    assert edifact.period == ubl.period
    assert edifact.buyer_reference == ubl.buyer_reference
    assert edifact.references.preceding == ubl.references.preceding
    for said, same in zip(edifact.lines, ubl.lines, strict=True):
        assert (said.quantity, said.unit, said.unit_price) == (
            same.quantity,
            same.unit,
            same.unit_price,
        )
        assert (said.article.name, said.tax_category, said.period) == (
            same.article.name,
            same.tax_category,
            same.period,
        )
        assert [a.amount for a in said.allowances_charges] == [
            a.amount for a in same.allowances_charges
        ]
    assert edifact.terms is not None
    assert ubl.terms is not None
    assert edifact.terms.discounts == ubl.terms.discounts


def test_x12_says_what_ubl_says_but_for_rounding_categories_and_some_totals() -> None:
    rounding = '<cbc:PayableRoundingAmount currencyID="EUR">-0.02</cbc:PayableRoundingAmount>'
    assert rounding in UBL
    plain = UBL.replace(rounding, "").replace(">1008.30<", ">1008.32<")
    plain = plain.replace("<cbc:CompanyID>HRB 4711</cbc:CompanyID>", "")
    plain = plain.replace("<cbc:CompanyID>HRB 9000</cbc:CompanyID>", "")
    ubl, x12 = (
        _essence(_one(each))
        for each in (plain.encode(), (FIXTURES / "x12" / "invoice_004010.edi").read_bytes())
    )
    for unsaid in ("allowances", "charges", "net"):
        assert x12["totals"].pop(unsaid) == "0"
        assert ubl["totals"].pop(unsaid) != "0"
    assert {tax.pop("category") for tax in x12["taxes"]} == {""}
    for tax in ubl["taxes"]:
        assert tax.pop("category")
    ubl["taxes"].sort(key=str)
    x12["taxes"].sort(key=str)
    assert x12 == ubl

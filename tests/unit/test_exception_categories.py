"""Findings and refusals by their code: whose case it is."""

import pytest

from functions.payables.categories import of_findings, of_refusal
from schemas.case import Category
from schemas.finding import Finding

PAYABLES, MASTER_DATA = "accounts-payable", "supplier-master-data"


@pytest.mark.parametrize(
    ("codes", "category", "owner"),
    [
        (["TIE-SUPPLIER-BLOCKED"], Category.MASTER_DATA, MASTER_DATA),
        (["TIE-SUPPLIER-BLOCKED", "TIE-SUPPLIER-ENTITY"], Category.MASTER_DATA, MASTER_DATA),
        (["TIE-SUPPLIER-BLOCKED", "BR-CO-15"], Category.SCHEMA, PAYABLES),
        (["TIE-SUPPLIER-BLOCKED", "BR-S-01"], Category.SCHEMA, PAYABLES),
        (["BR-S-01", "BR-CO-18", "TIE-TAX-TWICE"], Category.TAX, "tax"),
        (["BR-CO-17", "BR-CO-15"], Category.SCHEMA, PAYABLES),
        (["BR-S-99"], Category.SCHEMA, PAYABLES),
        (["TIE-NUMBER"], Category.DUPLICATE, PAYABLES),
        (["TIE-ENTITY"], Category.MAPPING, PAYABLES),
    ],
)
def test_a_case_is_that_of_all_its_findings(
    codes: list[str], category: Category, owner: str
) -> None:
    found = tuple(Finding(code=code, message="wrong") for code in codes)
    assert of_findings(found) == (category, owner)


@pytest.mark.parametrize(
    ("system", "code", "category"),
    [
        ("sap", "F5/201", Category.PERIOD),
        ("sap", "F5/202", Category.PERIOD),
        ("netsuite", "F5/201", Category.MAPPING),
        ("sap", "F5/102", Category.MAPPING),
        ("sap", "unfit", Category.SCHEMA),
        ("sap", "gave up", Category.OUTAGE),
        ("sap", "differs", Category.UNKNOWN_OUTCOME),
        ("sap", "cannot be asked", Category.UNKNOWN_OUTCOME),
        ("sap", "", Category.MAPPING),
    ],
)
def test_a_refusal_is_what_its_code_says(system: str, code: str, category: Category) -> None:
    assert of_refusal(system, code) is category

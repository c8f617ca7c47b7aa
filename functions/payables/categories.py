"""Which category of exception a finding or a refusal is, and whose it is (R-EXC)."""

from schemas.case import Category
from schemas.finding import Finding

_PAYABLES = "accounts-payable"
_MASTER_DATA = "supplier-master-data"

_BY_RULE: dict[str, tuple[Category, str]] = {
    "TIE-SUPPLIER-BLOCKED": (Category.MASTER_DATA, _MASTER_DATA),
    "TIE-SUPPLIER-ENTITY": (Category.MASTER_DATA, _MASTER_DATA),
    "TIE-SUPPLIER-AMBIGUOUS": (Category.MASTER_DATA, _MASTER_DATA),
    "TIE-ENTITY": (Category.MAPPING, _PAYABLES),
    "TIE-NUMBER": (Category.DUPLICATE, _PAYABLES),
    **dict.fromkeys(
        (
            *("BR-32", "BR-37", "BR-45", "BR-47", "BR-48", "BR-CL-17", "BR-CL-18", "BR-CL-22"),
            *("BR-CO-04", "BR-CO-14", "BR-CO-17", "BR-CO-18", "BR-B-01", "BR-B-02"),
            *("TIE-TAX-AMOUNT", "TIE-TAX-BASE", "TIE-TAX-TWICE"),
            *(
                f"BR-{category}-{rule:02}"
                for category in ("S", "AF", "AG", "Z", "E", "AE", "IC", "G", "O")
                for rule in range(1, 15)
            ),
        ),
        (Category.TAX, "tax"),
    ),
}
"""By the finding's code; every other is the invoice's own fault (SCHEMA, accounts payable)."""

_BY_REFUSAL = {
    ("sap", "F5/201"): Category.PERIOD,
    ("sap", "F5/202"): Category.PERIOD,
}
"""By system and its own code: posting period not open (message class F5 of accounting)."""

_PERIOD_CLOSED = "period closed"
_GAVE_UP = "gave up"
_UNFIT = "unfit"
_UNCERTAIN = ("differs", "cannot be asked")


def of_findings(findings: tuple[Finding, ...]) -> tuple[Category, str]:
    """Category and owner of a case: those of all its findings, where all have the same.

    Otherwise it is the invoice as a whole that is wrong, and accounts payable decides; the
    findings name everything, so that what another team must mend is not lost.
    """
    schema = (Category.SCHEMA, _PAYABLES)
    found = {_BY_RULE.get(finding.code, schema) for finding in findings}
    return found.pop() if len(found) == 1 else schema


def of_refusal(system: str, code: str) -> Category:
    """What it means that the other side will not have the bill.

    A refusal that is not known is MAPPING (R-EXC-04): the invoice itself was validated, so what
    an ERP has not got is what our policy put in: company, supplier number, account, tax code.
    """
    if code in _UNCERTAIN:
        return Category.UNKNOWN_OUTCOME
    if code == _PERIOD_CLOSED:
        return Category.PERIOD
    if code == _GAVE_UP:
        return Category.OUTAGE
    if code == _UNFIT:
        return Category.SCHEMA
    return _BY_REFUSAL.get((system, code), Category.MAPPING)

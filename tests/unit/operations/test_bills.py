"""What of an invoice is neither line nor tax: roundings, prepaid amounts, allowances, charges."""

from typing import Any

import pytest

from functions.payables.bills import LINES_MAX, bill, tax_key, unmapped
from schemas.invoice import Invoice
from schemas.policies.payables import Posting
from tests.company import POSTING
from tests.unit.invoices import content, line
from tests.unit.kernel.frames import NOW

ACCOUNTS = {"rounding_account": "R", "prepaid_account": "P", "tax_code": "V0"}
MAPPED = Posting.model_validate({**POSTING, "adjustments": ACCOUNTS})


def _lines(**changes: Any) -> list[tuple[str, str]]:
    invoice = Invoice.model_validate({**content(**changes), "entity": "DE01"})
    made = bill(invoice, "inv_x", "S-1001", MAPPED, NOW.date(), blocked=True)
    return [(line.account, line.net) for line in made.lines]


def _total(lines: list[tuple[str, str]]) -> int:
    return sum(int(net.replace(".", "")) for _, net in lines)


def test_everything_that_is_payable_is_on_a_line() -> None:
    lines = _lines()
    assert lines[2:] == [
        ("65000000", "-20.00"),
        ("65000000", "10.00"),
        ("R", "0.05"),
        ("P", "-79.60"),
    ]
    assert _total(lines) == 24000 + 5 - 7960


def test_a_negative_amount_turns_its_sign() -> None:
    charge = {"kind": "allowance", "amount": "-5.00", "tax_category": "S", "tax_rate": "19"}
    nothing = {**charge, "amount": "0.00"}
    lines = _lines(allowances_charges=[charge, nothing])
    assert ("65000000", "5.00") in lines
    assert ("65000000", "0.00") in lines


def test_without_adjustments_nothing_is_invented() -> None:
    totals = {**content()["totals"], "prepaid": "0.00", "rounding": None, "payable": "279.60"}
    assert {account for account, _ in _lines(totals=totals)} == {"65000000"}


def _many(count: int) -> list[tuple[str, str]]:
    first, second = line("1", "0.10", "19"), line("2", "0.10", "7")
    lines = [{**(first, second)[n % 2], "id": str(n)} for n in range(count)]
    return _lines(lines=lines)


def test_more_lines_than_an_accounting_document_holds_become_sums() -> None:
    fits, sums = _many(LINES_MAX - 4), _many(LINES_MAX - 3)
    assert len(fits) == LINES_MAX
    assert sums == [
        ("65000000", "34.90"),
        ("65000000", "44.80"),
        ("R", "0.05"),
        ("P", "-79.60"),
    ]
    assert _total(sums) == _total(fits) + 10


def test_the_largest_amounts_change_sign_and_add_up() -> None:
    most = "999999999999999.9999"
    given = {"kind": "allowance", "amount": most, "tax_category": "S", "tax_rate": "19"}
    assert ("65000000", f"-{most}") in _lines(allowances_charges=[given])
    lines = [line(str(n), most, "19") for n in range(LINES_MAX)]
    assert _lines(lines=lines)[0] == ("65000000", "899999999999999989.9100")


@pytest.mark.parametrize(
    ("prepaid", "rounding", "codes"),
    [
        ("0.05", "0.05", ["TIE-MAP-ADJUST"]),
        ("0.05", None, ["TIE-MAP-ADJUST"]),
        ("0.00", "-0.05", ["TIE-MAP-ADJUST"]),
        ("0.00", None, []),
    ],
)
def test_prepaid_and_rounding_each_need_an_account(
    prepaid: str, rounding: str | None, codes: list[str]
) -> None:
    stated = {**content()["totals"], "prepaid": prepaid, "rounding": rounding}
    invoice = Invoice.model_validate({**content(totals=stated), "entity": "DE01"})
    unset = MAPPED.model_copy(update={"adjustments": None})
    assert [finding.code for finding in unmapped(invoice, "S-1001", unset)] == codes


def test_a_tax_is_mapped_by_category_and_rate() -> None:
    assert [tax_key("S", "19.00"), tax_key("S", "5.50")] == ["S:19", "S:5.5"]
    assert [tax_key("E", None), tax_key(None, "0")] == ["E:0", "-:0"]

"""Dates that can be true, and terms that become a due date and a discount."""

from datetime import date
from typing import Any

import pytest

from functions.payables.accounts import account_findings
from functions.payables.rules import findings
from functions.payables.terms import due_and_discount
from schemas.terms import PaymentTerms, Schedule
from tests.unit.invoices import IBAN, submitted

TODAY = date(2026, 11, 20)
AGREED = PaymentTerms.model_validate({"net_days": 45, "discounts": [{"days": 14, "percent": "3"}]})


def _codes(**changes: Any) -> list[str]:
    return [finding.code for finding in findings(submitted(**changes), today=TODAY)]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"issue_date": "2026-11-22"}, []),
        ({"issue_date": "2026-11-23"}, ["TIE-DATE-FUTURE"]),
        ({"issue_date": "2023-11-20"}, []),
        ({"issue_date": "2023-11-19"}, ["TIE-DATE-OLD"]),
        ({"due_date": "2026-11-02"}, []),
        ({"due_date": "2026-11-01"}, ["TIE-DATE-DUE"]),
        ({"period": {"start": "2026-10-02", "end": "2026-10-01"}}, ["BR-29"]),
        ({"period": {"start": "2026-10-02"}}, []),
        ({"tax_point_date": "2026-11-01", "tax_point_code": "35"}, ["BR-CO-03"]),
        ({"terms": {"discounts": [{"days": 1, "percent": "100"}]}}, ["TIE-TERMS-PERCENT"]),
        ({"terms": {"discounts": [{"days": 1, "percent": "99.9990000"}]}}, []),
        ({"terms": {"discounts": [{"days": 1, "percent": "2.1234"}]}}, ["TIE-TERMS-PERCENT"]),
        ({"terms": {"net_days": 1, "baseline": "2199-12-30"}}, []),
        ({"terms": {"net_days": 2, "baseline": "2199-12-30"}}, ["TIE-TERMS-DATE"]),
    ],
)
def test_dates(changes: dict[str, Any], codes: list[str]) -> None:
    assert _codes(**changes) == codes


def test_the_supplier_s_terms_must_be_postable_too() -> None:
    late = {"net_days": 30, "baseline": "2199-12-30", "discounts": [{"days": 1, "percent": "1.0"}]}
    fine = {"net_days": 30, "discounts": [{"days": 1, "percent": "2.1234"}]}
    for terms, code in ((late, "TIE-TERMS-DATE"), (fine, "TIE-TERMS-PERCENT")):
        agreed = PaymentTerms.model_validate(terms)
        found = findings(submitted(), today=TODAY, supplier_terms=agreed)
        assert [finding.code for finding in found] == [code]


@pytest.mark.parametrize(("percent", "posted"), [("2.1250", "2.125"), ("10", "10"), ("3.0", "3")])
def test_a_discount_loses_the_zeros_that_say_nothing(percent: str, posted: str) -> None:
    terms = {"net_days": 30, "discounts": [{"days": 10, "percent": percent}]}
    assert _schedule(terms=terms).discount_percent == posted


def test_a_period_of_a_line_ends_after_it_starts() -> None:
    lines = submitted().model_dump()["lines"]
    period = {"start": "2026-10-02", "end": "2026-10-01"}
    assert _codes(lines=[{**lines[0], "period": period}, lines[1]]) == ["BR-30"]


def _schedule(agreed: PaymentTerms | None = AGREED, **changes: Any) -> Schedule:
    return due_and_discount(submitted(**changes), agreed)


def test_a_printed_due_date_stands() -> None:
    schedule = _schedule(due_date="2026-12-24")
    assert (schedule.due_date, schedule.source) == (date(2026, 12, 24), "invoice")
    assert schedule.discount_date == date(2026, 11, 16)
    assert schedule.discount_source == "supplier terms"


def test_the_invoice_s_own_terms_come_before_the_supplier_s() -> None:
    schedule = _schedule(terms={"net_days": 30, "discounts": [{"days": 10, "percent": "2"}]})
    assert (schedule.due_date, schedule.source) == (date(2026, 12, 2), "invoice terms")
    assert (schedule.discount_date, schedule.discount_percent) == (date(2026, 11, 12), "2")
    assert _schedule(terms={"net_days": 30}).discount_date is None


def test_the_supplier_s_terms_come_before_on_receipt() -> None:
    assert _schedule().due_date == date(2026, 12, 17)
    assert _schedule().source == "supplier terms"
    at_once = _schedule(None)
    assert (at_once.due_date, at_once.source) == (date(2026, 11, 2), "on receipt")
    assert at_once.discount_date is None


def test_the_highest_discount_is_taken_and_never_after_the_due_date() -> None:
    tiers = [
        {"days": 10, "percent": "2"},
        {"days": 3, "percent": "10"},
        {"days": 90, "percent": "0"},
    ]
    assert _schedule(terms={"net_days": 30, "discounts": tiers}).discount_percent == "10"
    late = {"net_days": 7, "discounts": [{"days": 10, "percent": "2"}]}
    assert _schedule(terms=late).discount_date == date(2026, 11, 9)


def test_days_count_from_the_stated_baseline_or_the_end_of_its_month() -> None:
    assert _schedule(terms={"net_days": 1, "baseline": "2026-11-10"}).due_date == date(2026, 11, 11)
    assert _schedule(terms={"net_days": 10, "end_of_month": True}).due_date == date(2026, 12, 10)
    leap = {"net_days": 0, "end_of_month": True, "baseline": "2028-02-03"}
    assert _schedule(terms=leap).due_date == date(2028, 2, 29)


def test_a_credit_note_is_due_at_once_and_bears_no_discount() -> None:
    schedule = _schedule(kind="credit_note")
    assert (schedule.due_date, schedule.source) == (date(2026, 11, 2), "on receipt")
    assert schedule.discount_percent is None


@pytest.mark.parametrize(
    ("account", "wrong"),
    [
        (IBAN, False),
        ("DE89 3704 0044 0532 0130 00", False),
        ("DE89370400440532013001", True),
        ("BE71096123456768", True),
        ("XX00123456789", True),
        ("12-34-56 12345678", False),
    ],
)
def test_an_iban_whose_check_digits_fail_is_named_by_its_last_four(
    account: str, wrong: bool
) -> None:
    found = account_findings(submitted(payment_means=[{}, {"account": account}]))
    assert [finding.code for finding in found] == ["TIE-IBAN"] * wrong
    for finding in found:
        assert account[-4:] in finding.message
        assert account[:8] not in finding.message
        assert finding.where == "payment_means[1].account"

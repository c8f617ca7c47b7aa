"""What every ERP connector owes the kernel, run over the connector and its simulator.

A subclass gives the `erp` fixture; the tests are then the same for every vendor.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal, Protocol

import pytest

from functions.connectors.erp import Bill, BillLine, BillTax
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected, Unavailable, UnknownOutcome
from functions.runtime.operation import Counterpart
from schemas.entry import Entry

OneWay = Literal[
    "timeout_after_commit",
    "late_commit",
    "server_error",
    "too_many",
    "expired_token",
    "rejected",
    "down",
]
"""The kinds of fault that every simulator knows by the same name."""
Failure = Literal[OneWay, "server_error_after_commit"]


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Erp(Protocol):
    """A connector and the simulated ERP behind it."""

    def counterpart(self) -> Counterpart[Bill]:
        """The connector as an operation would get it now."""

    def fail(self, failure: Failure, seconds: float = 0) -> None:
        """Have the next posting fail so; `down` holds for so many seconds, for everything."""

    def pass_time(self, seconds: float) -> None:
        """Let time pass at the ERP."""

    def held(self) -> int:
        """How many postings the ERP holds, counted at the ERP and not by the connector."""

    def payment_run(self) -> int:
        """Run the ERP's own payment program; answers how many bills it found to pay."""

    def page(self, size: int) -> None:
        """Have the ERP put so many postings on a page of a list."""

    def hide(self, failures: int) -> None:
        """Have so many questions for a list answered with a server error."""


def a_bill(**changes: Any) -> Bill:
    """An invoice over 119.00 with an allowance line and one tax code."""
    fields: dict[str, Any] = {
        "kind": "invoice",
        "document": "inv_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "reference": "RE20261143K7Q2ZD",
        "number": "RE-2026-1143",
        "company": "1010",
        "supplier": "10300001",
        "document_date": date(2026, 11, 12),
        "posting_date": date(2026, 11, 20),
        "due_date": date(2026, 12, 12),
        "discount_date": date(2026, 11, 26),
        "discount_percent": "2.000",
        "currency": "EUR",
        "gross": "119.00",
        "lines": (
            BillLine(account="0065100000", net="110.00", tax_code="V1", text="Paper"),
            BillLine(account="0065100000", net="-10.00", tax_code="V1"),
        ),
        "taxes": (BillTax(tax_code="V1", taxable="100.00", tax="19.00"),),
        "blocked": True,
    }
    return Bill(**{**fields, **changes})


def all_listed(erp: Erp, day: date, company: str = "1010") -> list[Entry]:
    """Every posting of a day, page by page, each asked for by a connector of its own."""
    found: list[Entry] = []
    after = ""
    for _ in range(20):
        page = erp.counterpart().listed(company, day, after)
        found += page.entries
        after = page.after
        if not after:
            return found
    raise AssertionError("the list has no end")


def some_bills(count: int, **changes: Any) -> list[Bill]:
    """Bills of one day, each under its own reference."""
    return [
        a_bill(reference=f"RE20269{n:03}AAAAAA", number=f"RE-9{n}", **changes) for n in range(count)
    ]


class ErpContract:
    """The promises of `Counterpart`, as an ERP must keep them."""

    @pytest.fixture
    def erp(self) -> Erp:
        raise NotImplementedError

    def test_holds_what_it_gave_a_receipt_for(self, erp: Erp) -> None:
        receipt = erp.counterpart().send(a_bill())

        assert erp.held() == 1
        assert receipt.number
        assert receipt.raw
        found = erp.counterpart().ask(a_bill())
        assert isinstance(found, Receipt)
        assert found.number == receipt.number

    def test_finds_nothing_where_nothing_is(self, erp: Erp) -> None:
        assert erp.counterpart().ask(a_bill()) is None

    def test_holds_a_credit_note_as_one(self, erp: Erp) -> None:
        credit_note = a_bill(kind="credit_note")
        receipt = erp.counterpart().send(credit_note)

        assert isinstance(erp.counterpart().ask(credit_note), Receipt)
        assert isinstance(erp.counterpart().ask(a_bill()), Refusal)
        assert receipt.number

    def test_a_commit_without_an_answer_is_found_by_asking(self, erp: Erp) -> None:
        erp.fail("timeout_after_commit")
        with pytest.raises(UnknownOutcome):
            erp.counterpart().send(a_bill())

        assert isinstance(erp.counterpart().ask(a_bill()), Receipt)
        assert erp.held() == 1

    def test_a_late_commit_is_not_there_and_then_it_is(self, erp: Erp) -> None:
        erp.fail("late_commit", seconds=90)
        with pytest.raises(UnknownOutcome):
            erp.counterpart().send(a_bill())
        assert erp.counterpart().ask(a_bill()) is None

        erp.pass_time(91)

        assert isinstance(erp.counterpart().ask(a_bill()), Receipt)
        assert erp.held() == 1

    @pytest.mark.parametrize(
        ("failure", "there"), [("server_error", False), ("server_error_after_commit", True)]
    )
    def test_a_server_error_says_nothing_about_the_bill(
        self, erp: Erp, failure: Failure, there: bool
    ) -> None:
        erp.fail(failure)
        with pytest.raises(UnknownOutcome):
            erp.counterpart().send(a_bill())

        assert (erp.counterpart().ask(a_bill()) is not None) == there
        assert erp.held() == there

    def test_too_many_requests_hands_on_the_wait_and_posts_nothing(self, erp: Erp) -> None:
        erp.fail("too_many", seconds=7)
        with pytest.raises(Unavailable) as turned_away:
            erp.counterpart().send(a_bill())

        assert turned_away.value.wait_seconds == 7
        assert erp.held() == 0
        assert erp.counterpart().send(a_bill()).number

    def test_an_expired_token_is_renewed_and_the_bill_posted_once(self, erp: Erp) -> None:
        erp.counterpart().probe()
        erp.fail("expired_token")

        assert erp.counterpart().send(a_bill()).number
        assert erp.held() == 1

    def test_a_refusal_is_handed_on_in_the_vendors_words(self, erp: Erp) -> None:
        erp.fail("rejected")
        with pytest.raises(Rejected) as refused:
            erp.counterpart().send(a_bill())

        assert refused.value.code
        assert refused.value.code in refused.value.raw
        assert erp.held() == 0

    def test_a_system_that_is_down_is_unavailable_and_comes_back(self, erp: Erp) -> None:
        erp.counterpart().probe()
        erp.fail("down", seconds=60)
        with pytest.raises(Unavailable):
            erp.counterpart().send(a_bill())
        with pytest.raises(Unavailable):
            erp.counterpart().ask(a_bill())
        with pytest.raises(Unavailable):
            erp.counterpart().probe()

        erp.pass_time(61)

        erp.counterpart().probe()
        assert erp.held() == 0

    def test_the_same_bill_sent_again_is_not_posted_again(self, erp: Erp) -> None:
        first = erp.counterpart().send(a_bill())
        with pytest.raises(UnknownOutcome):
            erp.counterpart().send(a_bill())

        found = erp.counterpart().ask(a_bill())
        assert isinstance(found, Receipt)
        assert found.number == first.number
        assert erp.held() == 1

    def test_another_bill_under_our_reference_is_refused(self, erp: Erp) -> None:
        erp.counterpart().send(a_bill())

        found = erp.counterpart().ask(a_bill(document_date=date(2026, 11, 13)))

        assert isinstance(found, Refusal)
        assert found.code == "differs"
        assert found.raw

    def test_a_blocked_bill_is_never_found_by_the_erps_payment_program(self, erp: Erp) -> None:
        erp.counterpart().send(a_bill())
        assert erp.payment_run() == 0

        erp.counterpart().send(a_bill(reference="RE20261144AAAAAA", blocked=False))
        assert erp.payment_run() == 1

    @pytest.mark.parametrize(
        "changes", [{}, {"kind": "credit_note"}, {"blocked": False}, {"supplier": "10300002"}]
    )
    def test_a_day_lists_a_posting_as_it_was_to_become(
        self, erp: Erp, changes: dict[str, Any]
    ) -> None:
        bill = a_bill(**changes)
        receipt = erp.counterpart().send(bill)
        expected = erp.counterpart().entry(bill)

        [listed] = all_listed(erp, expected.day)

        assert listed == expected._replace(number=receipt.number)

    def test_a_day_lists_no_other_day_and_no_other_company(self, erp: Erp) -> None:
        erp.counterpart().send(a_bill())
        day = erp.counterpart().entry(a_bill()).day

        assert all_listed(erp, day + timedelta(days=1)) == []
        assert all_listed(erp, day - timedelta(days=1)) == []
        assert all_listed(erp, day, company="2020") == []

    @pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
    def test_a_list_is_whole_whatever_its_pages(self, erp: Erp, size: int) -> None:
        bills = some_bills(5)
        for bill in bills:
            erp.counterpart().send(bill)
        erp.page(size)

        listed = all_listed(erp, erp.counterpart().entry(bills[0]).day)

        assert sorted(one.reference for one in listed) == [bill.reference for bill in bills]

    def test_a_place_in_a_list_is_gone_on_from_after_an_hour(self, erp: Erp) -> None:
        bills = some_bills(3)
        for bill in bills:
            erp.counterpart().send(bill)
        erp.page(2)
        day = erp.counterpart().entry(bills[0]).day
        first = erp.counterpart().listed("1010", day, "")
        erp.pass_time(4_000)

        rest = erp.counterpart().listed("1010", day, first.after)

        found = [one.reference for one in (*first.entries, *rest.entries)]
        assert found == [bill.reference for bill in bills]

    def test_a_list_that_fails_once_is_asked_for_again_and_then_given_up(self, erp: Erp) -> None:
        erp.counterpart().send(a_bill())
        day = erp.counterpart().entry(a_bill()).day
        erp.hide(failures=2)
        assert len(all_listed(erp, day)) == 1

        erp.hide(failures=3)
        with pytest.raises(Unavailable):
            erp.counterpart().listed("1010", day, "")

    def test_a_list_of_a_system_that_is_down_is_unavailable(self, erp: Erp) -> None:
        erp.counterpart().probe()
        erp.fail("down", seconds=60)
        with pytest.raises(Unavailable):
            erp.counterpart().listed("1010", a_bill().document_date, "")
        erp.pass_time(61)

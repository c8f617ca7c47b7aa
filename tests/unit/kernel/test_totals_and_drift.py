"""Comparing two sides of a day: no order matters, every kind of drift is seen and named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.runtime.drift import differences
from functions.runtime.totals import PARTS, Totals, part_of
from schemas.entry import Entry, plain

AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=2).map(plain)
REFERENCES = st.text("ABCDEFGHIJ234567", min_size=16, max_size=16)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    return Entry(
        reference=draw(REFERENCES),
        number=draw(st.sampled_from(("", "5105600001/2026"))),
        document="inv_aaaaaaaaaaaaaaaaaaaaaaaaaa",
        kind=draw(st.sampled_from(("invoice", "credit_note"))),
        party=draw(st.sampled_from(("10300001", "501"))),
        day=date(2026, 3, draw(st.integers(1, 28))),
        currency=draw(st.sampled_from(("EUR", "USD"))),
        amount=draw(AMOUNTS),
        standing=draw(st.sampled_from(("blocked", "payable"))),
    )


FEW = settings(max_examples=30)
DAYS = st.lists(entries(), max_size=30, unique_by=lambda one: one.reference)


def totalled(day: list[Entry]) -> Totals:
    totals = Totals()
    for entry in day:
        totals.add(entry)
    return totals


@FEW
@given(DAYS.flatmap(lambda day: st.tuples(st.just(day), st.permutations(day))))
def test_the_order_of_the_postings_changes_nothing(days: tuple[list[Entry], list[Entry]]) -> None:
    one, other = days
    assert totalled(one).side() == totalled(other).side()
    assert totalled(one).differing(totalled(other)) == []
    assert differences(one, other) == []


@FEW
@given(DAYS.filter(bool), st.data())
def test_whatever_changes_is_seen_by_the_totals_and_named_as_one(
    day: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(day) - 1))
    entry = day[place]
    changed = data.draw(
        st.sampled_from(
            [
                [],
                [entry, entry],
                [entry._replace(amount=plain(Decimal(entry.amount) + Decimal("0.01")))],
                [entry._replace(currency="GBP")],
                [entry._replace(party="another")],
                [entry._replace(day=date(2026, 4, 1))],
                [entry._replace(kind="credit_note" if entry.kind == "invoice" else "invoice")],
                [entry._replace(standing="reversed")],
            ]
        )
    )
    there = [*day[:place], *changed, *day[place + 1 :]]
    shuffled = data.draw(st.permutations(there))

    assert totalled(day).differing(totalled(shuffled)) == [part_of(entry.reference)]
    [difference] = differences(day, shuffled)
    assert difference.reference == entry.reference
    assert difference.kind == {0: "missing there", 2: "posted twice"}.get(len(changed), "differs")
    [mirrored] = differences(there, day) if not changed else [difference]
    assert changed or mirrored.kind == "missing here"


@FEW
@given(DAYS)
def test_two_equal_postings_do_not_cancel_each_other(day: list[Entry]) -> None:
    doubled = totalled([*day, *day])
    assert set(doubled.differing(Totals())) == {part_of(one.reference) for one in day}
    altered = [one._replace(party="another") for one in day]
    assert bool(doubled.differing(totalled([*altered, *altered]))) == bool(day)


@FEW
@given(DAYS, DAYS)
def test_totals_survive_being_put_away(first: list[Entry], then: list[Entry]) -> None:
    put_away = Totals.read(totalled(first).written())
    for entry in then:
        put_away.add(entry)
    assert put_away.side() == totalled([*first, *then]).side()


@FEW
@given(DAYS)
def test_sums_are_those_of_the_invoices_less_the_credit_notes(day: list[Entry]) -> None:
    for currency, said in totalled(day).side().sums.items():
        signs = {"invoice": 1, "credit_note": -1}
        mine = [one for one in day if one.currency == currency]
        assert Decimal(said) == sum(signs[one.kind] * Decimal(one.amount) for one in mine)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("119.00", "119"), ("0.10", "0.1"), ("100", "100"), ("0.000", "0"), ("-0.0", "0")],
)
def test_an_amount_is_one_text_however_it_is_written(written: str, meant: str) -> None:
    assert plain(written) == meant


@FEW
@given(entries())
def test_an_entry_survives_being_put_away(entry: Entry) -> None:
    assert Entry.of_row(entry.row()) == entry


def test_what_was_to_be_paid_may_have_been_paid() -> None:
    one = Entry("R", "", "", "invoice", "1", date(2026, 3, 1), "EUR", "1", "payable")
    assert differences([one], [one._replace(standing="paid")]) == []
    blocked = one._replace(standing="blocked")
    [found] = differences([blocked], [one._replace(standing="paid")])
    assert found.says == "standing blocked here, paid there"


def test_the_parts_are_used_evenly() -> None:
    assert {part_of(f"R{number:015}") for number in range(2_000)} == set(range(PARTS))

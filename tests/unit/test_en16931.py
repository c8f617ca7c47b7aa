"""Our rules beside the official artefacts of EN 16931, as recorded, and against the whole list."""

import pytest

from functions.formats import sniff
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from tests.oracle import coverage, peppol, recorded
from tests.oracle.agreement import TODAY, Agreement, agreement
from tests.oracle.explained import DIFFERENCES
from tests.oracle.mutants import cases


@pytest.fixture(scope="module")
def given() -> dict[str, bytes]:
    return cases()


@pytest.fixture(scope="module")
def found(given: dict[str, bytes]) -> Agreement:
    return agreement(given, recorded.read(given))


def test_both_find_the_same_but_for_what_is_explained(found: Agreement) -> None:
    assert found.unexplained == []
    assert found.cases > 4000
    assert len(found.both) > 180


def test_no_rule_could_be_lost_unseen(found: Agreement) -> None:
    assert set(found.both) - found.held == set()
    assert {"BR-CO-25", "BR-DEC-13", "BR-DEC-15"} == set(found.ours) - found.held


def test_every_explanation_is_needed(found: Agreement) -> None:
    """What explains nothing any more would hide the next difference."""
    told = {reason.partition(": ")[2] for reason, _ in found.reasons}
    assert told == {each.why for each in DIFFERENCES}


def test_what_the_artefacts_miss_is_found(given: dict[str, bytes]) -> None:
    """A due date for what is to be paid; decimals of the tax in either currency."""
    for case, rule in (
        ("category_S: drop 4 Invoice/DueDate", "BR-CO-25"),
        ("category_S: in thousandths 56 TaxTotal/TaxAmount", "BR-DEC-13"),
        ("direct_debit: in thousandths 86 TaxTotal/TaxAmount", "BR-DEC-15"),
    ):
        [read] = sniff.read(given[case])
        assert not isinstance(read, Unreadable)
        assert rule in {each.code for each in findings(read, today=TODAY)}, case


def test_what_only_our_reader_refuses_is_little(found: Agreement) -> None:
    assert len(found.refused_alone) < 0.002 * found.cases


def test_every_rule_of_the_standard_is_decided_or_says_why_not(
    given: dict[str, bytes], found: Agreement
) -> None:
    by = coverage.decided(given, found)
    rules = coverage.standard()
    assert [rule.id for rule in rules if rule.id not in by and not rule.otherwise] == []
    assert [rule.id for rule in rules if rule.id in by and rule.otherwise] == []
    named = {code for code in by if code.startswith(("BR-", "PEPPOL-EN16931-"))}
    assert named - {rule.id for rule in rules} == {"BR-DEX-02"} & named
    assert len({rule.id for rule in rules}) == len(rules)


@pytest.mark.parametrize("case", peppol.CASES, ids=lambda case: case.rule)
def test_peppol_by_hand(case: peppol.Case) -> None:
    [read] = sniff.read(peppol.document(case))
    told = read.findings if isinstance(read, Unreadable) else findings(read, today=TODAY)
    broken = {each.code for each in told if each.code.startswith("PEPPOL-")}
    assert broken == {f"PEPPOL-EN16931-{case.rule}"}
    assert all(each.where for each in told)


@pytest.mark.parametrize("case", peppol.CASES, ids=lambda case: case.rule)
def test_peppol_is_asked_only_of_those_who_claim_it(case: peppol.Case) -> None:
    general = peppol.document(case).replace(b"poacc:billing", b"other:usage")
    [read] = sniff.read(general)
    told = read.findings if isinstance(read, Unreadable) else findings(read, today=TODAY)
    arithmetic = {"R040", "R051", "R120", "R121"}
    asked = {each.code.rpartition("-")[2] for each in told if each.code.startswith("PEPPOL-")}
    assert asked <= arithmetic

"""The load's own bookkeeping: what is lost, doubled or stuck cannot pass for accounted."""

from collections import Counter
from typing import Any

import pytest

from functions.formats import sniff
from functions.payables.rules import findings
from local.load.accounting import Books, percentiles
from local.load.documents import FORMATS, file_of, number, wrong
from local.load.doors import SHARES, Sent
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.test_ubl_hostile import TODAY

ONE = Sent("L-1", "api")


def _fate(*states: str, held: int = 0, case: bool = False) -> str:
    heads: list[dict[str, Any]] = [{"id": "inv_1", "state": state} for state in states]
    cases = {"inv_1"} if case else set()
    return Books({"L-1": heads}, cases, Counter({"L-1": held}), {}).fate(ONE)


@pytest.mark.parametrize(
    ("fate", "wanted"),
    [
        (_fate("posted", held=1), "posted"),
        (_fate("on_exception", case=True), "case"),
        (_fate("waiting", case=True), "case"),
        (_fate(), "0 documents"),
        (_fate("posted", "posted", held=1), "2 documents"),
        (_fate("posted"), "posted, and held 0 times by SAP"),
        (_fate("posted", held=2), "posted, and held 2 times by SAP"),
        (_fate("on_exception", held=1, case=True), "on_exception, yet held 1 times by SAP"),
        (_fate("on_exception"), "on_exception without a case"),
        (_fate("validated", case=True), "validated without a case"),
    ],
)
def test_only_what_is_posted_once_or_has_a_case_is_accounted_for(fate: str, wanted: str) -> None:
    assert fate == wanted


def test_what_is_on_its_way_is_told() -> None:
    heads = {"a": [{"id": "1", "state": "posted"}], "b": [{"id": "2", "state": "posting"}]}
    assert Books(heads, set(), Counter(), {}).moving == ["b"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_its_invoices_and_the_wrong_ones_are_wrong(format_: str) -> None:
    names = [number(format_, place) for place in range(45, 55)]
    read = list(sniff.read(file_of(format_, names, 7, str(TODAY))))
    sound = [one for one in read if isinstance(one, SubmitInvoice)]
    assert [one.number for one in sound] == names
    assert [bool(findings(one, today=TODAY)) for one in sound] == [wrong(one) for one in names]


def test_every_door_has_its_share() -> None:
    assert sum(SHARES.values()) == pytest.approx(1)
    assert set(FORMATS) < SHARES.keys()
    assert percentiles([]) == (0, 0, 0)
    assert percentiles([float(n) for n in range(100)]) == (50, 95, 99)

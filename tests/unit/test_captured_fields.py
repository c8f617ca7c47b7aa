"""What stands at a path, and that no unsure value gets into an invoice without a person."""

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.payables.captured import gaps, tree
from schemas.capture import field_name
from schemas.commands.capture_invoice import ReadField
from schemas.commands.review_invoice import ReviewInvoice
from schemas.invoice_fields import is_account, kind_at, meant
from schemas.policies.capture import CapturePolicy
from tests.company import ANN, IBAN, company, policy
from tests.unit.operations.captures import LATER, review, scan, send

PATHS = [one["field"] for one in scan()["fields"]]
THRESHOLDS = {"totals.gross": "0.95", "lines.net": "0.5", "supplier.tax_ids.value": "1"}
NUMBERS = itertools.count()
HOUSE = company()
policy(HOUSE, "capture", {**LATER, "thresholds": THRESHOLDS})


@pytest.mark.parametrize(
    ("path", "is_field"),
    [
        ("number", True),
        ("lines.0.parts.1.parts.0.net", True),
        ("supplier.tax_ids.0.value", True),
        ("payment_means.9.card", True),
        ("notes.0", True),
        ("notes", False),
        ("lines.0", False),
        ("lines.net", False),
        ("supplier.0.name", False),
        ("number.0", False),
        ("entity", False),
        ("beside.0.value", False),
        ("case", False),
        ("nothing", False),
    ],
)
def test_what_is_a_field(path: str, is_field: bool) -> None:
    assert (kind_at(path) is not None) == is_field


def test_account_numbers_are_known_by_their_place() -> None:
    paths = ("account", "debited_account", "card", "bank", "account_name")
    assert [is_account(f"payment_means.0.{path}") for path in paths] == [True] * 3 + [False] * 2
    assert not is_account("account")


def test_an_account_is_hashed_by_its_blind_index_and_shown_to_nobody() -> None:
    account = {"field": "payment_means.0.account", "value": IBAN, "confidence": "1"}
    read = ReadField.model_validate(account)
    said = {"payment_means.0.account": IBAN, "number": "R-1", "payment_means.0.card": None}
    settled = {"id": f"inv_{'a' * 26}", "decision": "confirm", "corrections": said}
    review = ReviewInvoice.model_validate(settled)
    for one in (read, review):
        assert IBAN not in f"{one!r}{one.model_dump_json()}"
    context = {"blind": lambda clear: f"blind {clear[-4:]}"}
    assert read.model_dump(mode="json", context=context)["value"] == "blind 3000"
    assert review.model_dump(mode="json", context=context)["corrections"] == {
        "payment_means.0.account": "blind 3000",
        "number": "R-1",
        "payment_means.0.card": None,
    }


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("terms.net_days", "30", 30),
        ("terms.net_days", "3O", "3O"),
        ("terms.net_days", "٣", "٣"),
        ("attachments.0.size_bytes", "9" * 18, 10**18 - 1),
        ("attachments.0.size_bytes", "9" * 19, "9" * 19),
        ("test", "true", True),
        ("test", "TRUE", "TRUE"),
        ("number", "30", "30"),
    ],
)
def test_what_a_text_means(path: str, text: str, value: Any) -> None:
    assert meant(path, text) == value
    assert type(meant(path, text)) is type(value)


def test_lists_come_in_the_order_of_their_places() -> None:
    values = {f"notes.{place}": str(place) for place in (10, 2, 0)}
    assert tree(values)["notes"] == ["0", "2", "10"]
    assert [finding.where for finding in gaps(values)] == ["notes"]
    assert gaps(f"lines.{n}.parts.{m}.net" for n in range(3) for m in range(2)) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(PATHS), st.decimals(0, 1, places=3).map(str), max_size=8),
    st.data(),
)
def test_below_its_threshold_nothing_gets_in_without_a_person(
    unsure: dict[str, str], data: st.DataObject
) -> None:
    sure = dict.fromkeys(PATHS, "1") | unsure
    below = {
        path
        for path, said in sure.items()
        if Decimal(said) < Decimal(THRESHOLDS.get(field_name(path), CapturePolicy().threshold))
    }
    key = f"scan-{next(NUMBERS)}"
    status, said = send(HOUSE, scan(sure, capture=key), key=key)
    assert status in (200, 201)
    assert (said["state"] == "in_review") == bool(below)
    if not below:
        return
    assert set(said["in_doubt"]) == below
    settled = data.draw(st.sets(st.sampled_from(sorted(below))))
    values = {one["field"]: one["value"] for one in scan()["fields"]}
    status, _ = review(HOUSE, said["id"], {path: values[path] for path in settled})
    assert (status == 200) == (settled == below)
    if status == 200:
        content = HOUSE.call("GET", f"/v1/invoices/{said['id']}", claims=ANN)[1]["content"]
        assert {one["field"] for one in content["captured"]["settled"]} == below

"""What a person types is announced: an account number in it is refused at every route."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from functions.runtime.triggers import Api
from schemas.commands.desk import RetryCase
from tests.company import company
from tests.house import OPERATIONS
from tests.unit.kernel.worlds import denials
from tests.unit.operations.desk import CLEO, staffed

IBAN = "DE89370400440532013000"
WRITTEN = (
    IBAN,
    "pay DE89 3704 0044 0532 0130 00, not the other",
    f"IBAN{IBAN.lower()}.",
    "nl91-abna-0417-1643-00",
)
FIELDS = {"reason", "description", "statement"}
TYPED = [
    (operation.name, trigger.asks, field)
    for operation in OPERATIONS
    for trigger in operation.triggers
    if isinstance(trigger, Api)
    for field in sorted(FIELDS & trigger.asks.model_fields.keys())
]


def _case(text: str) -> dict[str, Any]:
    return {"id": f"case_{'a' * 26}", "version": 1, "reason": text}


@pytest.mark.parametrize("written", WRITTEN)
def test_an_account_is_refused(written: str) -> None:
    with pytest.raises(ValidationError, match="an account number is not for a text"):
        RetryCase.model_validate(_case(written))


@pytest.mark.parametrize(
    "text",
    [
        "DE01 has no mapping for S:19 since 2026-03-01, see INC123456",
        "be20 invoices were wrong",
        f"{IBAN[:-1]}1 has wrong check digits",
    ],
)
def test_what_is_none_is_taken(text: str) -> None:
    assert RetryCase.model_validate(_case(text)).reason == text


@pytest.mark.parametrize(("name", "asks", "field"), TYPED, ids=lambda one: str(one))
def test_at_every_route(name: str, asks: Any, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        asks.model_validate({field: IBAN})
    said = {error["loc"]: error["msg"] for error in refused.value.errors()}
    assert "an account number" in said[(field,)]


def test_the_answer_does_not_repeat_it() -> None:
    house = company()
    staffed(house)
    path = f"/v1/cases/case_{'a' * 26}/retry"
    status, said, _ = house.call(
        "POST", path, {"version": 1, "reason": f"to {IBAN}"}, claims=CLEO, key="k"
    )
    assert (status, IBAN in json.dumps(said)) == (400, False)
    assert not denials(house)

"""Every door of every operation against hostile input: refused by name, or kept as it was said."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Inbound
from schemas.base import digest
from schemas.policies.kinds import KINDS
from tests.house import House
from tests.unit import hostile

HASTY = settings(max_examples=30, deadline=None, derandomize=True, database=None)
THOROUGH = settings(HASTY, max_examples=60)
NAMES = [operation.name for operation, _ in hostile.ROUTES]
VALUES = st.sampled_from(hostile.TEXTS) | st.text(max_size=60)


@pytest.fixture(scope="module")
def house() -> House:
    """One for all: what one example leaves behind is what the next one finds."""
    return hostile.house()


def _asked(
    house: House,
    operation: Operation,
    door: Api,
    values: Mapping[str, Any],
    raw: str | None,
    *,
    may: bool = True,
) -> tuple[int, dict[str, Any]]:
    """The answer, which is never a crash, and a problem by the book wherever it is no."""
    names = {part[1:-1] for part in door.path.split("/") if part.startswith("{")}
    who = hostile.claims(operation.people_only, may=may)
    response = house.invoke(
        operation,
        {
            "httpMethod": door.method,
            "headers": {"Idempotency-Key": digest(ascii(raw), *map(ascii, values.values()))},
            "pathParameters": {name: said for name, said in values.items() if name in names},
            "queryStringParameters": {n: said for n, said in values.items() if n not in names},
            "requestContext": {"authorizer": {"claims": {**who, "scope": door.scope}}},
            "body": raw,
            "isBase64Encoded": False,
        },
    )
    status, body = response["statusCode"], json.loads(response["body"])
    assert status < 500, body
    if status >= 400:
        assert response["headers"]["Content-Type"] == "application/problem+json"
        assert {"type", "title", "detail", "retryable"} <= body.keys()
        assert body["detail"]
        assert isinstance(body["retryable"], bool)
    return status, body


def _split(door: Api, said: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """What goes by path or query, as text, and what goes by body."""
    names = {part[1:-1] for part in door.path.split("/") if part.startswith("{")}
    by_name = said.keys() if door.method == "GET" else said.keys() & names
    return {n: str(said[n]) for n in by_name}, {n: said[n] for n in said if n not in by_name}


@pytest.mark.parametrize(("operation", "door"), hostile.ROUTES, ids=NAMES)
@THOROUGH
@given(data=st.data())
def test_what_is_altered_is_refused_or_kept_as_it_was_said(
    house: House, operation: Operation, door: Api, data: st.DataObject
) -> None:
    values, body = _split(door, data.draw(hostile.altered(door.asks)))
    raw = json.dumps(body) if door.method != "GET" else None
    status, answered = _asked(house, operation, door, values, raw)
    try:
        made = door.asks.model_validate({**body, **values})
    except ValidationError:
        assert status in (400, 403), (status, answered)
        return
    for name in values:
        assert hostile.kept(values[name], getattr(made, name), typed=False), name
    for name in body:
        assert hostile.kept(body[name], getattr(made, name)), name


@pytest.mark.parametrize(("operation", "door"), hostile.ROUTES, ids=NAMES)
@HASTY
@given(data=st.data())
def test_any_path_and_any_query(
    house: House, operation: Operation, door: Api, data: st.DataObject
) -> None:
    fields = [*door.asks.model_fields, "", "surprise", "limit", "id"]
    names = {part[1:-1] for part in door.path.split("/") if part.startswith("{")}
    values = data.draw(st.dictionaries(st.sampled_from(fields), VALUES, max_size=4))
    values |= {name: data.draw(VALUES) for name in names}
    raw = None if door.method == "GET" else "{}"
    _asked(house, operation, door, values, raw)
    assert _asked(house, operation, door, values, raw, may=False)[0] == 403


@pytest.mark.parametrize(("operation", "door"), hostile.ROUTES, ids=NAMES)
def test_a_body_that_is_no_strict_json_object(
    house: House, operation: Operation, door: Api
) -> None:
    for raw in hostile.RAW if door.method != "GET" else ():
        status, _ = _asked(house, operation, door, {}, raw)
        assert 400 <= status < 500, raw[:40]


@pytest.mark.parametrize(("operation", "door"), hostile.EVENTS, ids=lambda one: str(one)[:40])
@settings(THOROUGH, max_examples=150)
@given(data=st.data())
def test_an_event_is_never_left_on_its_queue(
    house: House, operation: Operation, door: Inbound, data: st.DataObject
) -> None:
    detail = data.draw(hostile.altered(door.asks))
    message = {"source": "partner.portal", "detail-type": door.event, "detail": detail}
    house.world.queue.put(operation.name, json.dumps(message))
    for one in house.world.queue.receive(operation.name, 10):
        assert house.deliver(operation, one), detail
    try:
        made = door.asks.model_validate(detail)
    except ValidationError:
        return
    assert hostile.kept(detail, made), detail


@pytest.mark.parametrize("name", sorted(KINDS))
@THOROUGH
@given(data=st.data())
def test_a_policy_says_what_was_proposed(name: str, data: st.DataObject) -> None:
    content = data.draw(hostile.altered(KINDS[name]))
    try:
        made = KINDS[name].model_validate(content)
    except ValidationError:
        return
    assert hostile.kept(content, made), content

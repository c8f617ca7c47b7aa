"""Every API operation over the AWS ports: right, wrong, again, and with DynamoDB away."""

from typing import Any

import pytest

from functions.runtime.triggers import Api
from tests.house import TABLED
from tests.integration.calls import CALLS, Call
from tests.integration.cloud import Cloud

NAMES = sorted(CALLS)
WRITES = [name for name in NAMES if not name.rpartition(".")[2].startswith(("read_", "list_"))]


def made(cloud: Cloud, call: Call, key: str = "") -> tuple[int, dict[str, Any], dict[str, str]]:
    key = key or f"{call.path} {call.body}"[:200]
    return cloud.call(call.method, call.path, call.body, claims=call.claims, key=key)


def test_every_operation_has_its_call() -> None:
    routed = {o.name for o in TABLED if any(isinstance(t, Api) for t in o.triggers)}
    assert routed <= set(CALLS)


@pytest.mark.parametrize("name", NAMES)
def test_right(cloud: Cloud, name: str) -> None:
    call, before = CALLS[name](cloud), len(cloud.everything())
    status, body, _ = made(cloud, call)
    assert status in (200, 201), body
    assert (len(cloud.everything()) > before) == (name in WRITES)
    assert body.get("items") != []


@pytest.mark.parametrize("name", NAMES)
def test_wrong(cloud: Cloud, name: str) -> None:
    call = CALLS[name](cloud)
    before = cloud.everything()
    body = call.body if call.wrong_body is None else call.wrong_body
    wrong = call._replace(path=call.wrong_path or call.path, body=body)
    status, said, headers = made(cloud, wrong)
    assert 400 <= status < 500
    assert headers["Content-Type"] == "application/problem+json"
    assert said["retryable"] is False
    assert cloud.everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_again(cloud: Cloud, name: str) -> None:
    call = CALLS[name](cloud)
    first = made(cloud, call)
    before = cloud.everything()
    again = made(cloud, call)
    assert again[:2] == first[:2]
    assert again[2].get("Idempotency-Replayed") == ("true" if name in WRITES else None)
    assert cloud.everything() == before


@pytest.mark.parametrize("name", NAMES)
def test_dynamodb_is_away(cloud: Cloud, name: str) -> None:
    call = CALLS[name](cloud)
    before = cloud.everything()
    with cloud.outage.of("dynamodb"):
        status, said, _ = made(cloud, call)
    assert (status, said["retryable"]) == (503, True)
    assert cloud.everything() == before
    assert made(cloud, call)[0] in (200, 201)


@pytest.mark.parametrize("name", WRITES)
def test_the_answer_of_the_commit_is_lost(cloud: Cloud, name: str) -> None:
    """It was written: the caller is told to try again, and then gets the one answer there is."""
    call = CALLS[name](cloud)
    with cloud.outage.of_answers("dynamodb.TransactWriteItems"):
        status, said, _ = made(cloud, call)
    assert (status, said["retryable"]) == (503, True)
    before = cloud.everything()
    status, said, headers = made(cloud, call)
    assert status in (200, 201)
    assert headers["Idempotency-Replayed"] == "true"
    assert cloud.everything() == before

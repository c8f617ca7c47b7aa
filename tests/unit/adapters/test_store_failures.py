"""What the store says of every way in which DynamoDB can fail, over a real connection."""

from typing import Any

import pytest

from functions.runtime.errors import TieoutError, Unavailable, UnknownOutcome
from functions.runtime.ports import ABSENT, ConditionFailed, Contended, Key, Ports, Put
from tests.unit.adapters.service import (
    Scene,
    Service,
    answer,
    half_an_answer,
    hang_up,
    refusal,
    silence,
)

HEAD = Put({"pk": "t#inv_1", "sk": "head", "version": 1, "payee": "DE02-SECRET"}, ABSENT)
OLD = {"pk": {"S": "t#inv_1"}, "sk": {"S": "head"}, "version": {"N": "7"}}
CONFLICT = {"Code": "TransactionConflict"}
FAILED = {"Code": "ConditionalCheckFailed", "Item": OLD}
THROTTLED = {"Code": "ThrottlingError"}
NONE = {"Code": "None"}


def cancelled(*reasons: dict[str, Any]) -> Scene:
    return refusal("TransactionCanceledException", CancellationReasons=list(reasons))


def test_a_condition_that_failed_says_what_stood(ports: Ports, service: Service) -> None:
    service.script = [cancelled(NONE, FAILED, {"Code": "ConditionalCheckFailed"}, CONFLICT)]
    with pytest.raises(ConditionFailed) as failed:
        ports.store.write([HEAD])
    old = {"pk": "t#inv_1", "sk": "head", "version": 7}
    assert failed.value.stood == {1: old, 2: None}
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "scene",
    [
        cancelled(CONFLICT, NONE),
        cancelled(THROTTLED, CONFLICT),
        refusal("TransactionConflictException"),
    ],
)
def test_another_transaction_in_the_way(ports: Ports, service: Service, scene: Scene) -> None:
    service.script = [scene]
    with pytest.raises(Contended):
        ports.store.write([HEAD])


@pytest.mark.parametrize(
    "scene", [refusal("ValidationException"), cancelled({"Code": "ValidationError"}, CONFLICT)]
)
def test_what_can_never_be_written(ports: Ports, service: Service, scene: Scene) -> None:
    service.script = [scene]
    with pytest.raises(ValueError, match=r"dynamodb says Validation"):
        ports.store.write([HEAD])


THROTTLE = refusal("ThrottlingException")
BROKEN = refusal("InternalServerError", 500)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ([THROTTLE, THROTTLE], Unavailable),
        ([refusal("ProvisionedThroughputExceededException")] * 2, Unavailable),
        ([cancelled(THROTTLED, NONE)], Unavailable),
        ([cancelled({"Code": "ProvisionedThroughputExceeded"})], Unavailable),
        ([refusal("AccessDeniedException")], Unavailable),
        ([refusal("ResourceNotFoundException")], Unavailable),
        ([BROKEN, BROKEN], UnknownOutcome),
        ([refusal("TransactionInProgressException")] * 2, UnknownOutcome),
        ([hang_up, hang_up], UnknownOutcome),
        ([silence(0.6), silence(0.6)], UnknownOutcome),
        ([half_an_answer, half_an_answer], UnknownOutcome),
        ([hang_up, THROTTLE], UnknownOutcome),
        ([BROKEN, THROTTLE], UnknownOutcome),
        ([THROTTLE, hang_up], UnknownOutcome),
    ],
)
def test_an_outcome_that_is_unknown_is_told_from_none(
    ports: Ports, service: Service, script: list[Scene], expected: type[TieoutError]
) -> None:
    service.script = list(script)
    with pytest.raises(TieoutError) as failed:
        ports.store.write([HEAD])
    assert type(failed.value) is expected
    assert "SECRET" not in str(failed.value)
    assert failed.value.__cause__ is None
    assert service.script == []


def test_the_second_try_is_the_same_transaction(ports: Ports, service: Service) -> None:
    service.script = [hang_up, answer({})]
    ports.store.write([HEAD])
    tokens = [asked["ClientRequestToken"] for _, asked in service.asked()]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_a_doubt_does_not_outlive_its_transaction(ports: Ports, service: Service) -> None:
    service.script = [hang_up, answer({}), THROTTLE, THROTTLE]
    ports.store.write([HEAD])
    with pytest.raises(Unavailable):
        ports.store.write([HEAD])


def test_no_connection_means_nothing_was_written(ports: Ports, service: Service) -> None:
    service.shutdown()
    service.server_close()
    with pytest.raises(Unavailable):
        ports.store.write([HEAD])


def test_a_part_of_an_answer_is_no_answer(ports: Ports, service: Service) -> None:
    keys = {"ledger": {"Keys": [{"pk": {"S": "t#inv_1"}, "sk": {"S": "head"}}]}}
    service.script = [answer({"Responses": {"ledger": [OLD]}, "UnprocessedKeys": keys})]
    with pytest.raises(Unavailable):
        ports.store.read([Key("t#inv_1", "head"), Key("t#inv_2", "head")])


@pytest.mark.parametrize("script", [[hang_up] * 2, [BROKEN] * 2, [THROTTLE] * 2])
def test_a_read_is_only_ever_unavailable(
    ports: Ports, service: Service, script: list[Scene]
) -> None:
    for call in (
        lambda: ports.store.read([Key("t#inv_1", "head")]),
        lambda: ports.store.query("t#inv_1", "event#"),
        lambda: ports.store.index("due#1"),
        lambda: ports.store.scan("event#"),
    ):
        service.script = list(script)
        with pytest.raises(Unavailable):
            call()


def test_a_read_is_one_consistent_call_without_doubles(ports: Ports, service: Service) -> None:
    service.script = [answer({"Responses": {"ledger": [OLD]}})]
    head, record = Key("t#inv_1", "head"), Key("t#inv_1", "key", "keys")
    found = ports.store.read([head, record, head])
    assert found == {head: {"pk": "t#inv_1", "sk": "head", "version": 7}}
    ((operation, asked),) = service.asked()
    assert operation == "BatchGetItem"
    assert {name: len(one["Keys"]) for name, one in asked["RequestItems"].items()} == {
        "ledger": 1,
        "keys": 1,
    }
    assert all(one["ConsistentRead"] for one in asked["RequestItems"].values())


def test_every_call_says_who_it_is(ports: Ports, service: Service) -> None:
    service.script = [answer({})]
    ports.store.write([HEAD])
    assert service.requests[0][1]["user-agent"] == "tieout/1"

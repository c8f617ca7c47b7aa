"""What nobody foresaw: told by its type and place, never by its text, at every door."""

import json
import logging

import pytest

from functions.runtime.memory import Crossing
from tests.company import IBAN, submit
from tests.house import House


def _burst(_: Crossing) -> None:
    raise ValueError(f"could not make sense of {IBAN}")


def test_at_the_api_it_is_a_problem_that_may_be_asked_again(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house.world.boundary.before = _burst
    status, body, headers = submit(house)
    assert (status, body["status"], body["type"].rpartition("/")[2]) == (500, 500, "unforeseen")
    assert body["retryable"] is True
    assert headers["Content-Type"] == "application/problem+json"
    said = [record.__dict__ for record in caplog.records]
    assert [(one["message"], one["error"]) for one in said] == [("failed", "ValueError")]
    assert IBAN not in json.dumps(body) + str(said)


def test_what_follows_the_stream_fails_without_the_text(house: House) -> None:
    submit(house)
    house.world.boundary.before = _burst
    with pytest.raises(RuntimeError) as failed:
        house.follow(house.operation("operations.relay"))
    assert str(failed.value).startswith("ValueError at ")
    assert IBAN not in str(failed.value)
    assert failed.value.__context__ is None

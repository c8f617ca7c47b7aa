"""A batch of messages: one that fails fails alone, and one that must wait comes back later."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing
from tests.company import submit
from tests.house import House
from tests.unit.kernel.worlds import denials, envelopes, message, offer, offer_all

VALIDATE = "payables.validate_invoice"


def _told(house: House, number: str) -> tuple[str, str]:
    document = submit(house, number, number=number)[1]["id"]
    return document, message(envelopes(house, document)[0])


def _failing(name: str, error: Callable[[], BaseException]) -> Callable[[Crossing], None]:
    def hook(crossing: Crossing) -> None:
        if crossing.name == name:
            raise error()

    return hook


def _postponed(house: House) -> list[int]:
    found: list[Any] = [c.args for c in house.world.boundary.calls if c.name == "queue.postpone"]
    return [int(args[2]) for args in found]


@pytest.mark.parametrize("poison", ["", "{", "[]", "{}", '{"detail": {}}', '{"detail": null}', "7"])
def test_a_poison_message_fails_alone(house: House, poison: str) -> None:
    first, told = _told(house, "1")
    second, more = _told(house, "2")
    assert offer_all(house, VALIDATE, [told, poison, more]) == ["1"]
    assert [house.head(one)["state"] for one in (first, second)] == ["validated", "validated"]
    assert _postponed(house) == []


def test_a_poison_message_is_logged_without_its_content(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        offer(house, VALIDATE, json.dumps({"detail": {"type": "secret", "tenant": 7}}))
    [record] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.message == "failed"
    assert record.__dict__["error"] == "ValidationError"
    assert "secret" not in str(record.__dict__)


@pytest.mark.parametrize(("receives", "least", "most"), [(1, 1, 2), (3, 4, 8), (5, 16, 32)])
def test_what_is_unavailable_comes_back_after_two_to_the_n(
    house: House, receives: int, least: int, most: int
) -> None:
    document, told = _told(house, "1")
    house.world.boundary.before = _failing("store.read", lambda: Unavailable("no"))
    waits = []
    for _ in range(8):
        assert not offer(house, VALIDATE, told, receives)
        waits.append(_postponed(house)[-1])
    assert all(least <= wait <= most for wait in waits)
    assert (len(set(waits)) > 1) == (receives > 1)
    assert house.head(document)["state"] == "received"


def test_it_never_waits_longer_than_a_quarter_of_an_hour(house: House) -> None:
    _, told = _told(house, "1")
    house.world.boundary.before = _failing(
        "store.read", lambda: Unavailable("x", wait_seconds=5000)
    )
    offer(house, VALIDATE, told, 50)
    assert _postponed(house) == [900]


def test_the_other_sides_word_counts(house: House) -> None:
    _, told = _told(house, "1")
    house.world.boundary.before = _failing("store.read", lambda: Unavailable("x", wait_seconds=70))
    offer(house, VALIDATE, told)
    assert _postponed(house) == [70]


def test_an_unknown_outcome_comes_back_too(house: House) -> None:
    document, told = _told(house, "1")
    house.world.boundary.after = _failing("store.write", lambda: UnknownOutcome("lost"))
    assert not offer(house, VALIDATE, told)
    assert len(_postponed(house)) == 1
    assert house.head(document)["state"] == "validated"


def test_a_queue_that_cannot_be_told_to_wait_still_keeps_the_message(house: House) -> None:
    _, told = _told(house, "1")

    def down(crossing: Crossing) -> None:
        if crossing.name in ("store.read", "queue.postpone"):
            raise Unavailable("down")

    house.world.boundary.before = down
    assert offer_all(house, VALIDATE, [told]) == ["0"]


def test_a_message_for_nobody_is_denied_and_done(house: House) -> None:
    assert offer(house, "payables.submit_invoice", json.dumps({"source": "tieout.payables"}))
    [record] = denials(house)
    assert (record["operation"], record["caller"]) == ("payables.submit_invoice", "a queue")


def test_an_error_that_is_no_retry_fails_at_its_own_pace(house: House) -> None:
    body = {"detail": {"object": {"key": "in/portal/invoices/gone.xml", "size": 1}}}
    assert not offer(
        house, "payables.receive_invoice_file", json.dumps({"source": "aws.s3", **body})
    )
    assert _postponed(house) == []

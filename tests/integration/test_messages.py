"""Every consumer over the AWS ports: a message done, forged, again, and with AWS away."""

import json
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from tests.house import TABLED
from tests.integration.calls import accepted
from tests.integration.cloud import Cloud
from tests.integration.deployed import CONSUMERS
from tests.integration.messages import MESSAGES

NAMES = sorted(MESSAGES)
AWAY = [
    *((name, "dynamodb") for name in NAMES),
    ("operations.relay", "eventbridge"),
    ("operations.release_waiting", "sqs"),
    ("operations.republish", "sqs"),
    ("operations.tell_again", "sqs"),
    ("operations.notify_owner", "sns"),
    ("operations.wake", "sqs"),
    ("payables.receive_invoice_file", "s3"),
]
"""A consumer, and a service that it needs."""
BELIEVING = ("operations.probe_systems", "operations.release_waiting", "operations.wake")
"""They take a message as an occasion to look, so that there is nothing to forge."""


def ours(cloud: Cloud) -> dict[Any, Any]:
    """Both tables without the records of refused attempts, and the cases that tell of them."""
    return {
        key: item
        for key, item in cloud.everything().items()
        if "#denial#" not in key[1] and '"R-EXC-15"' not in str(item)
    }


def test_every_consumer_has_its_message() -> None:
    assert {one.name for one in CONSUMERS if one in TABLED} <= set(MESSAGES)


@pytest.mark.parametrize("name", NAMES)
def test_done(cloud: Cloud, name: str) -> None:
    work = MESSAGES[name](cloud)
    assert cloud.serve(name, work.body)
    assert work.done(cloud)


@pytest.mark.parametrize("name", NAMES)
def test_again(cloud: Cloud, name: str) -> None:
    work = MESSAGES[name](cloud)
    assert cloud.serve(name, work.body)
    cloud.settle()
    before, held = cloud.everything(), list(cloud.sap.books.invoices)
    for _ in range(2):
        assert cloud.serve(name, work.body)
    cloud.settle()
    assert cloud.everything() == before
    assert cloud.sap.books.invoices == held


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BELIEVING])
def test_forged(cloud: Cloud, name: str) -> None:
    """What was never committed is denied with a record; what cannot be read is a dead letter."""
    work = MESSAGES[name](cloud)
    before, everything = ours(cloud), cloud.everything()
    done = cloud.serve(name, work.wrong)
    assert ours(cloud) == before
    assert done == (cloud.everything() != everything)
    assert cloud.serve(name, work.body)


@pytest.mark.parametrize(("name", "service"), AWAY)
def test_away(cloud: Cloud, name: str, service: str) -> None:
    work = MESSAGES[name](cloud)
    before = cloud.everything()
    with cloud.outage.of(service):
        assert not cloud.serve(name, work.body)
    assert cloud.everything() == before
    assert cloud.serve(name, work.body)
    assert work.done(cloud)


def test_the_stream_is_announced_in_its_order(cloud: Cloud) -> None:
    document = accepted(cloud)
    records = cloud.new_events()
    relay = cloud.operation("operations.relay")
    with cloud.outage.of("eventbridge"), pytest.raises(Unavailable):
        cloud.invoke(relay, {"Records": records})
    for _ in range(2):
        assert cloud.invoke(relay, {"Records": records}) == {"batchItemFailures": []}
    told = [json.loads(body)["detail"] for body in cloud.take("payables.validate_invoice")]
    assert [one["id"] for one in told] == [f"{document}@1"] * 2

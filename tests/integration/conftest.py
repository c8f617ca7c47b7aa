"""One company on moto for all tests; each test brings its own invoices and suppliers."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from tests.company import CALLERS, ENTITIES, POSTING, policy, submit, supplier
from tests.integration.cloud import Cloud
from tests.integration.outage import Outage
from tests.integration.tables import asked_for

ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@pytest.fixture(scope="package")
def cloud() -> Iterator[Cloud]:
    """At rest, with everything in place; nothing outside this folder meets moto by it."""
    asked_for()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name, value in ENVIRON.items():
            patch.setenv(name, value)
        with mock_aws():
            outage, beside = Outage(), boto3.Session()
            yield _company(Cloud(outage, beside))


WRONG = {"gross": "1.00", "payable": "1.00"}


def _company(cloud: Cloud) -> Cloud:
    policy(cloud, "callers", CALLERS)
    policy(cloud, "entities", ENTITIES)
    policy(cloud, "posting", POSTING, entity="DE01")
    supplier(cloud)
    _, body, _ = submit(cloud, key="stopped", number="I-0", totals=WRONG)
    cloud.settle()
    cloud.stopped = str(body["id"])
    cloud.remember()
    return cloud


@pytest.fixture(autouse=True)
def _as_it_was(cloud: Cloud) -> Iterator[None]:
    """No test sees what another one wrote."""
    yield
    cloud.settle()
    cloud.forget()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wire waits before it tries again."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)

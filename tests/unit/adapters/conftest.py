"""A scripted service, and the adapters that talk to it as if it were AWS."""

import os
from collections.abc import Iterator

import botocore.session
import pytest

from functions.runtime.aws import objects, ports_from, wire
from functions.runtime.ports import Ports
from tests.unit.adapters.service import Service, serving

ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
    "HOME_TENANT": "acme",
    "LEDGER_TABLE": "ledger",
    "KEYS_TABLE": "keys",
    "DOCUMENTS_BUCKET": "documents",
    "INTAKE_BUCKET": "intake",
    "BUS_NAME": "bus",
    "QUEUES_PATH": "/tieout/test/queues",
    "DATA_KEY": "arn:aws:kms:eu-west-1:000000000000:key/1",
    "BLIND_SECRET": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:blind",
    "SYSTEM_SECRETS": '{"sap": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:sap"}',
}
HASTE_SECONDS = 0.3


@pytest.fixture(scope="session")
def session() -> botocore.session.Session:
    """One for all tests: it has read the models of the services."""
    return botocore.session.Session()


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as one:
        yield one


@pytest.fixture
def ports(
    service: Service, session: botocore.session.Session, monkeypatch: pytest.MonkeyPatch
) -> Ports:
    """The adapters as shipped, but impatient: no pause between two tries, a short read timeout."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", service.url)
    monkeypatch.setattr(botocore.session, "Session", lambda: session)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(wire, "READ_SECONDS", HASTE_SECONDS)
    monkeypatch.setitem(objects.SETTINGS, "read_timeout", HASTE_SECONDS)
    return ports_from(os.environ)

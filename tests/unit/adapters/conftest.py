"""A scripted service, and the adapters that talk to it as if it were AWS."""

from collections.abc import Iterator

import pytest

from functions.runtime.aws import ports_from, wire
from functions.runtime.ports import Ports
from tests.unit.adapters.service import Service, serving

ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "HOME_TENANT": "acme",
    "LEDGER_TABLE": "ledger",
    "KEYS_TABLE": "keys",
    "DOCUMENTS_BUCKET": "documents",
    "INTAKE_BUCKET": "intake",
    "BUS_NAME": "bus",
    "QUEUES_PATH": "/tieout/test/queues",
    "DATA_KEY": "arn:aws:kms:eu-west-1:000000000000:key/1",
    "BLIND_SECRET": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:blind",
    "WORKFLOWS": '{"review": "arn:aws:states:eu-west-1:000000000000:stateMachine:review"}',
    "SYSTEM_SECRETS": '{"sap": "arn:aws:secretsmanager:eu-west-1:000000000000:secret:sap"}',
}
HASTE_SECONDS = 0.3


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as one:
        yield one


@pytest.fixture
def ports(service: Service, monkeypatch: pytest.MonkeyPatch) -> Ports:
    """The adapters as shipped, but impatient: no pause between two tries, a short read timeout."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.setattr(wire, "READ_SECONDS", HASTE_SECONDS)
    return ports_from({**ENVIRON, "AWS_ENDPOINT_URL": service.url})

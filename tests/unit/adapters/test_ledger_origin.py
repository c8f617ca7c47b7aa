"""Which table the ledger is, as DynamoDB describes it."""

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.ports import Origin, Ports
from tests.unit.adapters.service import Service, answer, refusal

ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/ledger"
RESTORED = {"RestoreDateTime": 1772442000.5, "RestoreInProgress": False, "SourceTableArn": ARN}


def _origin(ports: Ports, service: Service, created: float, **more: object) -> Origin:
    table = {"TableArn": ARN, "CreationDateTime": created, **more}
    service.script = [answer({"Table": table})]
    return ports.store.origin()


def test_a_table_is_the_same_for_as_long_as_it_lives(ports: Ports, service: Service) -> None:
    first = _origin(ports, service, 1772442000.1)
    assert _origin(ports, service, 1772442000.1) == first
    assert first.restored_to == ""


def test_another_under_the_same_name_is_another(ports: Ports, service: Service) -> None:
    first = _origin(ports, service, 1772442000.1)
    assert _origin(ports, service, 1772449999.1).identity != first.identity


def test_a_restored_one_says_to_when(ports: Ports, service: Service) -> None:
    found = _origin(ports, service, 1772449999.1, RestoreSummary=RESTORED)
    assert found.restored_to == "2026-03-02T09:00:00.500000Z"


def test_who_is_not_told_does_not_know(ports: Ports, service: Service) -> None:
    service.script = [refusal("ThrottlingException")] * 2
    with pytest.raises(Unavailable):
        ports.store.origin()

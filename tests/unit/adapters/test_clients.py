"""What a cold start pays for: one session, and a client only for the service that is called."""

from typing import Any

import botocore.session
import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.ports import ABSENT, Key, Ports, Put
from tests.unit.adapters.service import Service, answer


@pytest.fixture
def made(session: botocore.session.Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The services whose client was created, in the order of their creation."""
    services: list[str] = []
    create = session.create_client

    def recorded(service: Any, **settings: Any) -> Any:
        assert settings["region_name"] == "eu-west-1"
        services.append(service)
        return create(service, **settings)

    monkeypatch.setattr(session, "create_client", recorded)
    return services


def test_a_door_makes_only_the_client_of_the_store(
    made: list[str], ports: Ports, service: Service
) -> None:
    service.script = [answer({}), answer({"Responses": {}})]
    assert made == []
    ports.store.write([Put({"pk": "t#inv_1", "sk": "head"}, ABSENT)])
    ports.store.read([Key("t#inv_1", "head")])
    assert made == ["dynamodb"]


def test_a_process_without_credentials_is_unavailable(
    ports: Ports,
    service: Service,
    session: botocore.session.Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "get_credentials", lambda: None)
    with pytest.raises(Unavailable, match="NoCredentialsError"):
        ports.store.read([Key("t#inv_1", "head")])
    assert service.requests == []

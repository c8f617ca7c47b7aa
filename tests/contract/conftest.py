"""Engines for the conformance suite; the emulator only where `make e2e` put it."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.contract.ports import in_memory, ministack, on_aws
from tests.contract.ports.engine import Engine
from tests.on_moto import on_moto

ENVIRON = {
    "AWS_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
    "HOME_TENANT": "acme",
}


@pytest.fixture(
    scope="module", params=["memory", "moto", pytest.param("ministack", marks=pytest.mark.e2e)]
)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        for name, value in ENVIRON.items():
            patch.setenv(name, value)
        if request.param == "memory":
            yield in_memory.engine()
        elif request.param == "moto":
            with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
                yield on_aws.engine("moto", dict(ENVIRON), on_moto)
        else:
            binary = ministack.command()
            if binary is None:
                pytest.skip("the emulator is not installed: make e2e does it")
            with ministack.running(binary, tmp_path_factory.mktemp("engine")) as address:
                patch.setenv("AWS_ENDPOINT_URL", address)
                yield on_aws.engine("ministack", ENVIRON | {"AWS_ENDPOINT_URL": address})

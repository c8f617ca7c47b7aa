"""One synthesis per stage for all infra tests: each takes seconds."""

import pytest

from infra.stages import STAGES
from tests.infra.house import Templates, synthesise


@pytest.fixture(scope="session", params=sorted(STAGES))
def templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Templates:
    """Every stage's templates around all discovered operations; cdk-nag has passed them."""
    return synthesise(tmp_path_factory.mktemp("synth"), str(request.param))

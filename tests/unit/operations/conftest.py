"""A company in memory, at rest, for every test of an operation."""

import pytest

from tests.company import company
from tests.house import House


@pytest.fixture
def house() -> House:
    return company()

"""How patient Tieout is with a partner system (R-RES-04, R-RES-05). All durations in seconds."""

from typing import ClassVar

from pydantic import Field, NonNegativeInt, PositiveInt

from schemas.policies.base import Policy


class Resilience(Policy):
    """Circuit, lease and settle time.

    `settle_seconds`, by system: the longest the other side may take to show what it was sent;
    before it has passed, "not there" is not believed. A system that is not named gets
    `settle_seconds_default`; zero is for one that enforces our key itself.
    """

    NAME: ClassVar[str] = "resilience"

    failures_to_open: PositiveInt = 5
    release_first: PositiveInt = 10
    lease_seconds: PositiveInt = 45
    ask_after_seconds: NonNegativeInt = 10
    retry_first_seconds: PositiveInt = 2
    retry_most_seconds: PositiveInt = 900
    attempts_max: PositiveInt = 20
    settle_seconds_default: NonNegativeInt = 900
    settle_seconds: dict[str, NonNegativeInt] = Field(
        default_factory=lambda: {"sap": 900, "netsuite": 0}
    )

    def settle(self, system: str) -> int:
        """How long "not there" is not believed at this system."""
        return self.settle_seconds.get(system, self.settle_seconds_default)

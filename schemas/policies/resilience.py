"""How patient Tieout is with a partner system (R-RES-04, R-RES-05). All durations in seconds."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.base import Code
from schemas.policies.base import Policy

KEY_ENFORCING = frozenset({"netsuite"})
"""Systems that refuse a second posting under our key: sending again is safe at once."""
SETTLE_FLOOR = 10
"""Seconds below which no other system's "not there" can be believed."""
_WEEK = 7 * 24 * 3600

Settle = Annotated[int, Field(strict=True, ge=0, le=_WEEK)]


class Resilience(Policy):
    """Circuit, lease and settle time.

    `lease_seconds` outlives the function that holds it (30 s). `settle_seconds`, by system: the
    longest the other side may take to show what it was sent; before it has passed, "not there" is
    not believed. A system that is not named gets `settle_seconds_default`. `late_seconds`: the
    longest that a system which enforces our key may take to carry out what it was sent; it may be
    sent to again sooner, but what it refuses meanwhile may still come to be.
    """

    NAME: ClassVar[str] = "resilience"

    failures_to_open: Annotated[int, Field(strict=True, ge=1, le=1000)] = 5
    release_first: Annotated[int, Field(strict=True, ge=1, le=1000)] = 10
    lease_seconds: Annotated[int, Field(strict=True, ge=31, le=900)] = 45
    ask_after_seconds: Annotated[int, Field(strict=True, ge=0, le=3600)] = 10
    retry_first_seconds: Annotated[int, Field(strict=True, ge=1, le=6 * 3600)] = 2
    retry_most_seconds: Annotated[int, Field(strict=True, ge=1, le=6 * 3600)] = 900
    attempts_max: Annotated[int, Field(strict=True, ge=1, le=999)] = 20
    settle_seconds_default: Annotated[int, Field(strict=True, ge=SETTLE_FLOOR, le=_WEEK)] = 900
    settle_seconds: dict[Code, Settle] = Field(default_factory=lambda: {"sap": 900, "netsuite": 0})

    late_seconds: Annotated[int, Field(strict=True, ge=SETTLE_FLOOR, le=_WEEK)] = 900

    @model_validator(mode="after")
    def believed_too_soon(self) -> Self:
        """Only a system that enforces our key may be believed at once."""
        for system, seconds in self.settle_seconds.items():
            if seconds < SETTLE_FLOOR and system not in KEY_ENFORCING:
                raise ValueError(f"{system} needs at least {SETTLE_FLOOR} seconds to settle")
        return self

    def settle(self, system: str) -> int:
        """How long "not there" is not believed at this system."""
        return self.settle_seconds.get(system, self.settle_seconds_default)

    def late(self, system: str) -> int:
        """How long after its last byte a request may still be carried out at this system."""
        enforced = self.late_seconds if system in KEY_ENFORCING else 0
        return max(self.settle(system), enforced)

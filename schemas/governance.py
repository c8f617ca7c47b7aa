"""What is declared about an interface for those who govern it (R-GOV-05, R-GOV-06, R-GOV-15)."""

from datetime import date
from typing import Literal, NamedTuple

Classification = Literal["public", "internal", "confidential", "restricted"]
"""How sensitive the data is. Whatever holds a sealed value is restricted, whatever it declares."""


class Deprecated(NamedTuple):
    """An interface that is on its way out: it stays as it is until `sunset`."""

    since: date
    sunset: date
    replaced_by: str


class Targets(NamedTuple):
    """What an interface is built to hold; not measured here.

    `answered_ms`: 99 of 100 calls are answered, or messages decided, within. `recovered_minutes`:
    the longest it may be down. `lost_minutes`: the most that a restore may lose of what it took.
    """

    answered_ms: int
    recovered_minutes: int
    lost_minutes: int

"""What a check finds."""

from enum import StrEnum
from typing import NamedTuple


class Tampering(StrEnum):
    """What was done to history, as far as it can be told."""

    EDITED = "edited"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    REWRITTEN = "rewritten"
    """A chain that agrees with itself and not with what was sealed."""
    FORGED = "forged seal"


class Found(NamedTuple):
    """One thing that is wrong, and where."""

    what: Tampering
    where: str
    why: str


class Verdict(NamedTuple):
    """What was looked at, and everything that is wrong."""

    found: tuple[Found, ...]
    seals: int
    documents: int
    events: int
    unsealed: int
    """Events so new that the next seal will cover them."""

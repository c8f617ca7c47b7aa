"""How the simulated NetSuite can be told to fail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

from local.simulators.faults import AnyFault

Kind = Literal[
    "timeout_after_commit",
    "late_commit",
    "server_error",
    "too_many",
    "expired_token",
    "locked",
    "rejected",
    "hold_lost",
    "slow",
    "down",
]
Door = Literal["token", "lookup", "ask", "list", "post"]

REFUSALS: frozenset[str] = frozenset({"locked", "rejected"})

_LOCKED = (
    "Error while accessing a resource. This record has been locked by a user defined workflow."
)
_CLOSED = "Error while accessing a resource. The accounting period is closed."


@dataclass(slots=True)
class Fault(AnyFault):
    """NetSuite's faults; `match` looks into external id and number of a record.

    `hold_lost`: a workflow of the account takes the payment hold off at once.
    """

    kinds: ClassVar[tuple[str, ...]] = get_args(Kind)
    doors: ClassVar[tuple[str, ...]] = get_args(Door)
    early: ClassVar[frozenset[str]] = frozenset({"too_many", "expired_token", "down"})
    words: ClassVar[Mapping[str, tuple[str, str]]] = {
        "locked": ("", _LOCKED),
        "rejected": ("", _CLOSED),
    }

    kind: Kind
    door: Door = "post"
    code: str = "USER_ERROR"

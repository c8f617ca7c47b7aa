"""How the simulated SAP can be told to fail."""

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
    "expired_session",
    "duplicate",
    "rejected",
    "slow",
    "down",
]
Door = Literal["token", "service", "ask", "list", "post"]


@dataclass(slots=True)
class Fault(AnyFault):
    """SAP's faults; `match` looks into reference and header text of a bill."""

    kinds: ClassVar[tuple[str, ...]] = get_args(Kind)
    doors: ClassVar[tuple[str, ...]] = get_args(Door)
    early: ClassVar[frozenset[str]] = frozenset(
        {"too_many", "expired_token", "expired_session", "down"}
    )
    words: ClassVar[Mapping[str, tuple[str, str]]] = {
        "duplicate": ("M8/108", "Check if invoice already entered as a logistics invoice"),
        "rejected": ("F5/201", "Posting period 011 2026 is not open"),
    }

    kind: Kind
    door: Door = "post"

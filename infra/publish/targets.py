"""What an operation is built to hold where it declares nothing else (R-GOV-15), and its class."""

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Every, File, Inbound, On, Step, Stream, Task, Tier
from schemas.governance import Targets

RESTORED = 5
"""Minutes: how far behind now a table can be restored to a point in time."""
BY_TIER = {
    Tier.READ: Targets(answered_ms=500, recovered_minutes=240, lost_minutes=RESTORED),
    Tier.STANDARD: Targets(answered_ms=1_000, recovered_minutes=240, lost_minutes=RESTORED),
    Tier.CONTROLLED: Targets(answered_ms=1_000, recovered_minutes=120, lost_minutes=RESTORED),
    Tier.PAYMENT: Targets(answered_ms=1_000, recovered_minutes=60, lost_minutes=RESTORED),
}
QUEUED = Targets(answered_ms=60_000, recovered_minutes=240, lost_minutes=RESTORED)
FILES = Targets(answered_ms=300_000, recovered_minutes=240, lost_minutes=RESTORED)

PATTERNS = {
    Api: "api",
    On: "event",
    Inbound: "event",
    Stream: "event",
    File: "file",
    Every: "batch",
    Step: "orchestration",
    Task: "event",
}
"""Interface patterns (R-GOV-14): api where somebody waits for the answer (R-SYNC-01), event where
state is told on (R-SYNC-02), file and batch where many come at once (R-SYNC-03)."""
_STRICTNESS = (Tier.READ, Tier.STANDARD, Tier.CONTROLLED, Tier.PAYMENT)


def patterns(operation: Operation) -> list[str]:
    """How the operation is reached; what it does at another system is an api of theirs."""
    return sorted({PATTERNS[type(trigger)] for trigger in operation.triggers})


def tier(operation: Operation) -> Tier | None:
    """The strictest tier of its routes."""
    tiers = [trigger.tier for trigger in operation.triggers if isinstance(trigger, Api)]
    return max(tiers, key=_STRICTNESS.index, default=None)


def targets(operation: Operation) -> Targets:
    """Its own, or those of its tier, or of its slowest door."""
    if operation.targets:
        return operation.targets
    strictest = tier(operation)
    if strictest:
        return BY_TIER[strictest]
    return FILES if "file" in patterns(operation) else QUEUED

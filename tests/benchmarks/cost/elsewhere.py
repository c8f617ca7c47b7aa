"""The same flow as most would draw it: a Standard workflow, Powertools in each function.

Counted by the same rules and prices. Whatever is open is decided in its favour: no outbox, no
relay, no queues, no index, no audit, no retries; one item for the document.
"""

from math import ceil

from tests.benchmarks.cost.assumptions import (
    ACCESS_BYTES,
    CALL_SECONDS,
    CORE_MB,
    IN_REVIEW,
    INIT_SECONDS,
    LINE_BYTES,
    OTHER_CALL_SECONDS,
    PLATFORM_BYTES,
    PROCESS_SERVES,
    Machine,
)
from tests.benchmarks.cost.prices import Units, scaled, together
from tests.benchmarks.cost.rounding import GB, KB

MEMORY_MB = 512
ACCEPT_CPU_SECONDS = 0.002
"""Of Powertools' resolver, idempotency, put and PutEvents, as `make bench` measures it above."""
LINE = 250
"""Bytes of one line of Powertools' logger; two of them in each invocation."""
EVENT_BYTES = 1000
OWN_BYTES = 300
"""Attributes of the document's item beside the document."""


def elsewhere(document_bytes: int, sent_bytes: float) -> Units:
    """Units of one invoice; `sent_bytes` go to the ERP and back to the caller."""
    machine = Machine()
    item = max(1, ceil((document_bytes + OWN_BYTES) / KB))
    states = len(machine.states) + IN_REVIEW * machine.review_states
    write = CALL_SECONDS["store.write"]
    functions = [2 * write + write + OTHER_CALL_SECONDS, 2 * write]
    functions.append(2 * write + CALL_SECONDS["remote.call"])
    if len(functions) != machine.functions + 1:
        raise ValueError("one function accepts, the others are states")
    door = {"api.request": 1.0, "waf.request": 1.0, "out.gb": sent_bytes / GB}
    return together(
        door,
        {"logs.gb": (ACCESS_BYTES + LINE_BYTES) / GB},
        *map(_function, functions),
        {"states.transition": states},
        {"dynamodb.write": item + item, "dynamodb.read": 1},
        {"events.chunk": machine.events, "events.archive_gb": machine.events * EVENT_BYTES / GB},
    )


def _function(waits: float) -> Units:
    """An invocation with its idempotency record: put when it begins, updated when it ends."""
    seconds = waits + ACCEPT_CPU_SECONDS * CORE_MB / MEMORY_MB
    size = seconds * MEMORY_MB / 1024
    starts = {"lambda.gb_second": INIT_SECONDS * MEMORY_MB / 1024, "kms.request": 1}
    lines = PLATFORM_BYTES + 2 * LINE + 5 * LINE_BYTES
    return together(
        {"lambda.request": 1, "lambda.gb_second": size, "dynamodb.write": 2, "logs.gb": lines / GB},
        scaled(starts, 1 / PROCESS_SERVES),
    )

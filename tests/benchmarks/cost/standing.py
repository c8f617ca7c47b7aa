"""What a deployment costs in a month in which nothing happens, and what a table costs that is full.

Found by itself: every queue, every schedule, every alarm of the operations that there are.
"""

from collections.abc import Iterator
from decimal import Decimal

from functions.runtime.memory import World
from functions.runtime.operation import Operation
from functions.runtime.triggers import Every
from infra.needs import needs_of
from infra.runbooks import of_operation
from tests.benchmarks.cost.assumptions import MONTH, POLLS, SECONDS
from tests.benchmarks.cost.flow import prepared, scheduled
from tests.benchmarks.cost.metered import Metered
from tests.benchmarks.cost.prices import dollars, scaled, together
from tests.benchmarks.cost.rounding import GB, READ_BYTES
from tests.house import OPERATIONS

KEYS, SECRETS = 4, 3
"""`infra.platform.keys`; the blind index and two systems."""


def standing() -> Iterator[tuple[str, Decimal]]:
    """USD a month by what it is for."""
    queues = [one for one in OPERATIONS if needs_of(one).queue]
    yield f"idle polling of {len(queues)} queues", dollars({"sqs.request": POLLS * len(queues)})
    house = prepared()
    for operation, minutes in _schedules():
        once = _alone(house, operation)
        yield (
            f"{operation.name}, each {minutes} min",
            dollars(scaled(once, SECONDS / 60 / minutes)),
        )
    yield "keys and secrets", dollars({"month.key": KEYS, "month.secret": SECRETS})
    alarms = sum(len(list(of_operation(one))) for one in OPERATIONS)
    yield f"{alarms} alarms", dollars({"month.alarm": alarms})
    metrics = _metrics(house.world)
    yield f"{metrics} metrics of two entities", dollars({"month.metric": metrics})


def full(kept_bytes: float) -> Iterator[tuple[str, Decimal]]:
    """USD a month for each million invoices that the ledger holds."""
    yield (
        "stored, with point-in-time recovery",
        dollars({"month.stored_gb": kept_bytes * MONTH / GB}),
    )
    sweep = 30 * kept_bytes * MONTH / READ_BYTES / 2
    yield "the daily sweep of collect_heads reads all of it", dollars({"dynamodb.read": sweep})


def _schedules() -> Iterator[tuple[Operation, int]]:
    for operation in OPERATIONS:
        for trigger in operation.triggers:
            if isinstance(trigger, Every):
                yield operation, trigger.minutes


def _alone(house: Metered, operation: Operation) -> dict[str, float]:
    """One run of a schedule, warm, with all that follows from it."""
    for _ in range(2):
        house.zero()
        scheduled(house, operation.name)
        house.gather()
    return together(house.total(), {"sqs.request": 1})  # the schedule's own message


def _metrics(world: World) -> int:
    return len({(one.name, *sorted(one.of.items())) for one in world.meter.taken})

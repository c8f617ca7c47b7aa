"""A house that counts what AWS would bill, call by call, while it works."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from math import ceil
from time import process_time
from typing import Any

from aws_lambda_powertools import Logger

from functions.runtime.aws.meter import AwsMeter
from functions.runtime.dispatch import dispatch
from functions.runtime.kernel import Kernel
from functions.runtime.measures import Measure
from functions.runtime.memory import Crossing, Message, memory_ports
from functions.runtime.memory.meter import MemoryMeter
from functions.runtime.operation import Operation
from tests.benchmarks.cost import assumptions, rounding
from tests.benchmarks.cost.crossings import billed
from tests.benchmarks.cost.prices import Units, together
from tests.house import HOME, House

LINES = StringIO()
"""What the functions log, by the logger that they have on Lambda."""
DOOR = "the door"


@dataclass
class Working:
    """One invocation: what it costs besides, in seconds."""

    operation: Operation
    waited: float = 0
    """For answers of AWS and of partner systems."""
    called: int = 0
    away: float = 0
    """Processor time of the world, which is not the function's."""
    left: float = 0


class Metered(House):
    """`units` by the operation that caused them; what a door costs stands under `DOOR`."""

    def __init__(self) -> None:
        super().__init__()
        self.units: defaultdict[str, Units] = defaultdict(dict)
        self.consumers: set[str] = set()
        self.crowded = False
        self.working: Working | None = None
        self.world.boundary.before, self.world.boundary.after = self._leaves, self._returns
        self.world.meter = _Lines(AwsMeter("prod", self.world.clock, LINES))

    def zero(self) -> None:
        """Count from here."""
        self.units.clear()

    def total(self) -> Units:
        """Of all operations."""
        return together(*self.units.values())

    def count(self, who: str, more: Units) -> None:
        """Units that an operation, or the door, is billed."""
        self.units[who] = together(self.units[who], more)

    def invoke(self, operation: Operation, event: Mapping[str, Any]) -> Any:
        """One invocation: its time, its lines, and whatever it asks of the world."""
        ports = memory_ports(self.world, HOME)
        kernel = self.kernels.setdefault(operation.name, Kernel.over(ports))
        logger = _logger(operation.name)
        logger.append_keys(request="5b8a2f6e-7c1d-4d0e-9a3b-0f1e2d3c4b5a")
        self.working = Working(operation)
        logged, began = LINES.tell(), process_time()
        answer = dispatch(kernel, operation, event, logger)
        seconds = process_time() - began - self.working.away
        self._bill(self.working, seconds, LINES.getvalue()[logged:])
        self.working = None
        return answer

    def call(self, method: str, path: str, *said: Any, **more: Any) -> Any:
        """A request at the gateway."""
        status, body, headers = super().call(method, path, *said, **more)
        sent = len(json.dumps(body)) + len(str(headers))
        self.count(DOOR, {"api.request": 1, "waf.request": 1, "out.gb": sent / rounding.GB})
        self._log(DOOR, assumptions.ACCESS_BYTES, 1)
        return status, body, headers

    def deliver(self, operation: Operation, *messages: Message) -> bool:
        """The mapping receives them together and deletes them together."""
        bytes_ = sum(len(message.body.encode()) for message in messages)
        self.count(operation.name, {"sqs.request": rounding.chunks(bytes_) + 1})
        return super().deliver(operation, *messages)

    def gather(self) -> None:
        """At the end of a window; where it is crowded, what came in meanwhile is taken together."""
        moved = self.crowded
        while moved:
            self.relay()
            moved = False
            for operation in map(self.operation, sorted(self.consumers)):
                while found := self.world.queue.receive(operation.name, operation.batch):
                    self.deliver(operation, *found)
                    moved = True
        super().gather()

    def _route(self, entry: Mapping[str, str]) -> None:
        waiting = self.world.queue.waiting
        before = {name: len(queue) for name, queue in waiting.items()}
        super()._route(entry)
        bytes_ = sum(len(text.encode()) for text in entry.values())
        for name, queue in waiting.items():
            if len(queue) > before.get(name, 0):
                self.consumers.add(name)
                self.count(name, {"sqs.request": rounding.chunks(bytes_)})

    def _bill(self, done: Working, seconds: float, lines: str) -> None:
        operation = done.operation
        core = min(1, operation.memory_mb / assumptions.CORE_MB)
        busy = (seconds + done.called * assumptions.WIRE_SECONDS) / core
        spent = ceil((busy + done.waited) * 1000) / 1000
        size = spent * operation.memory_mb / 1024
        self.count(operation.name, {"lambda.request": 1, "lambda.gb_second": size})
        count = lines.count("\n") + 3
        self._log(operation.name, len(lines.encode()) + assumptions.PLATFORM_BYTES, count)

    def _log(self, name: str, bytes_: int, lines: int) -> None:
        written = bytes_ + lines * assumptions.LINE_BYTES
        self.count(name, {"logs.gb": written / rounding.GB})

    def _leaves(self, crossing: Crossing) -> None:
        began = process_time()
        if working := self.working:
            working.left = began
            working.called += 1
            kind = assumptions.CALL_SECONDS.get(crossing.name, assumptions.OTHER_CALL_SECONDS)
            working.waited += kind
        name = self.working.operation.name if self.working else DOOR
        self.count(name, billed(self.world, crossing))

    def _returns(self, crossing: Crossing) -> None:
        if self.working:
            self.working.away += process_time() - self.working.left


class _Lines(MemoryMeter):
    """Measures as the lines that they are on AWS."""

    def __init__(self, meter: AwsMeter) -> None:
        super().__init__()
        self._meter = meter

    def take(self, measures: Sequence[Measure]) -> None:
        """As the port says."""
        self._meter.take(measures)
        super().take(measures)


_LOGGERS: dict[str, Logger] = {}


def _logger(name: str) -> Logger:
    return _LOGGERS.setdefault(name, Logger(service=name, stream=LINES))

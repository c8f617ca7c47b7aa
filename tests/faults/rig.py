"""A house in which any call into the world can fail: it counts the calls and keeps a history."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from functions.connectors.sap import session
from functions.runtime.errors import TieoutError, Unavailable
from functions.runtime.memory import Crossing, Killed, Message
from functions.runtime.operation import Operation
from functions.runtime.ports import Contended
from functions.runtime.triggers import Every
from local.simulators.sap.service import door_of
from tests.faults.conditions import unguarded
from tests.house import OPERATIONS, House

CALL_TAKES = timedelta(milliseconds=1)
SERVER_ERROR = 500
PATIENCE_OF_CLIENTS = 12
MINUTES_MAX = 90
LAG_MINUTES = 3
HISTORY = 60
START = datetime(2026, 1, 1, tzinfo=UTC)


class Broken(AssertionError):
    """An invariant does not hold; the history of the run is in the message."""


class Step(NamedTuple):
    """One call into the world: its number in the run, who made it, and which it is."""

    number: int
    operation: str
    name: str
    door: str
    """The door of the partner system that a `remote.call` goes to."""
    first: bool
    """Whether it is the first call of its invocation."""
    invocation: int
    """The number of its invocation in the run."""
    queued: bool
    """Whether a message from a queue is being served, which comes again if it fails."""


Act = Callable[["Rig", Crossing], None]


@dataclass(frozen=True, slots=True)
class Injection:
    """Something that happens once, before or after one call."""

    name: str
    before: bool
    act: Act


@dataclass
class Invocation:
    """A function at work; `skew` is how wrong its clock is."""

    operation: Operation
    event: Mapping[str, Any]
    number: int
    calls: int = 0
    skew: timedelta = timedelta()


class Rig(House):
    """`plan` says what is injected at which call; every call takes a millisecond."""

    def __init__(self) -> None:
        super().__init__()
        self.sap.books.checks_duplicates = False
        self.plan: dict[int, Injection] = {}
        self.steps: list[Step] = []
        self.history: list[str] = []
        self.running: list[Invocation] = []
        self.told: dict[tuple[str, str], None] = {}
        self.answers: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.asked: dict[tuple[str, str], tuple[Operation, Mapping[str, Any]]] = {}
        self.unguarded: list[str] = []
        self.busy = 0
        self.dark = START
        self.lag = 0
        self._begun = False
        self._invocations = 0
        self._counting = False
        self._numbers: dict[int, int] = {}

    def begin(self) -> None:
        """From here on calls are counted, and can fail."""
        self._begun = self._counting = True
        self.kernels.clear()
        self.world.boundary.before = self._before
        self.world.boundary.after = self._after

    def end(self) -> None:
        """From here on nothing fails any more."""
        self._counting = False
        self.plan.clear()

    def invoke(self, operation: Operation, event: Mapping[str, Any]) -> Any:
        """One invocation. A kill leaves a cold process behind. Raises Killed."""
        place = len(self.history)
        self._invocations += 1
        work = Invocation(operation, event, self._invocations)
        self.running.append(work)
        self.history.append("")
        said = "answered"
        try:
            response = super().invoke(operation, event)
        except Killed:
            said = "killed"
            self.cold(operation)
            raise
        except Exception as error:
            said = f"let out {type(error).__name__}"
            if "httpMethod" in event:
                raise Broken(f"I6 {operation.name} {said}") from error
            raise
        finally:
            self.running.pop()
            self.world.clock.advance(-work.skew)
            depth = "  " * len(self.running)
            self.history[place] = f"{depth}{operation.name}: {work.calls} calls, {said}"
        if "httpMethod" in event and self._begun:
            self._remember(operation, event, response)
        return response

    def cold(self, operation: Operation) -> None:
        """The next invocation starts a process anew: no policies, keys, secrets or sessions."""
        self.kernels.pop(operation.name, None)
        self.world.remote._known.clear()
        session._KEPT.pop(self.world.remote, None)

    @contextmanager
    def other_process(self) -> Iterator[None]:
        """What happens inside happens in other processes, while the present one is stopped."""
        kernels, self.kernels = self.kernels, {}
        try:
            yield
        finally:
            self.kernels = kernels

    def ask(self, send: Callable[[], tuple[int, dict[str, Any], dict[str, str]]]) -> dict[str, Any]:
        """A client that asks the same again until it has an answer."""
        for tries in range(PATIENCE_OF_CLIENTS):
            try:
                status, body, _ = send()
            except Killed:
                status, body = SERVER_ERROR, {}
            if status < SERVER_ERROR:
                return {"status": status, **body}
            self.world.clock.advance(timedelta(seconds=2**tries))
        raise Broken("I1 a client never got an answer")

    def deliver(self, operation: Operation, message: Message) -> bool:
        """As in a house; a function that dies leaves its message on the queue."""
        scheduled = any(isinstance(trigger, Every) for trigger in operation.triggers)
        if self._begun and not scheduled:
            self.told[operation.name, message.body] = None
        try:
            return super().deliver(operation, message)
        except Killed:
            return False

    def deliver_again(self, work: Invocation) -> None:
        """The same invocation once more, from another process, in the middle of the first."""
        with self.other_process():
            if "httpMethod" in work.event:
                self.ask(lambda: self._http(work))
                return
            records = work.event["Records"]
            failed = self.invoke(work.operation, work.event)["batchItemFailures"]
            if not failed and "receiptHandle" in records[0]:
                self.world.queue.delete(work.operation.name, records[0]["receiptHandle"])

    def relay(self) -> None:
        """A shard of the stream has one batch in flight; a batch that fails comes again."""
        if any(work.operation.name == "operations.relay" for work in self.running):
            return
        try:
            super().relay()
        except (Killed, TieoutError):
            return

    def bustle(self) -> None:
        """Whatever can be delivered now is, by other processes, in the middle of a call."""
        with self.other_process():
            moved = True
            while moved:
                self.relay()
                moved = False
                for operation in OPERATIONS:
                    for message in self.world.queue.receive(operation.name, operation.batch):
                        self.deliver(operation, message)
                        moved = True

    def tick(self) -> None:
        """One minute; an index that lags sees what happened after some of them."""
        self.lag = max(0, self.lag - 1)
        index = self.world.store.tables["ledger"].index
        if index.lagging and not self.lag:
            index.lagging = False
            index.catch_up()
        super().tick()

    def rest(self) -> None:
        """Let time pass until nothing is left to do. Raises Broken (I13) if it never ends."""
        self.settle()
        for _ in range(MINUTES_MAX):
            if not self.unfinished():
                return
            self.tick()
        raise Broken(f"I13 still not at rest: {', '.join(self.unfinished())}")

    def redrive(self) -> None:
        """What a person does in the console after a long outage of our own."""
        if self.dark > START:
            for name in list(self.world.queue.dead):
                self.world.queue.redrive(name)
            self.rest()

    def unfinished(self) -> list[str]:
        """Whatever will still move by itself."""
        queues = [f"queue of {name}" for name, held in self.world.queue.waiting.items() if held]
        due = [
            f"due {item['pk']} {item['sk']}"
            for item in self.world.store.tables["ledger"].items.values()
            if str(item.get("gpk", "")).startswith("due#")
        ]
        other = {
            "darkness": self.world.clock() < self.dark,
            "the stream": self.streamed < len(self.world.store.stream),
            "a late commit": bool(self.sap.books.late),
            "the index": self.world.store.tables["ledger"].index.lagging,
        }
        return [*queues, *due, *(name for name, open_ in other.items() if open_)]

    def story(self) -> str:
        """The end of the history, for a person."""
        return "\n".join(self.history[-HISTORY:])

    def _http(self, work: Invocation) -> tuple[int, dict[str, Any], dict[str, str]]:
        response = self.invoke(work.operation, work.event)
        return response["statusCode"], json.loads(response["body"]), response["headers"]

    def _remember(
        self, operation: Operation, event: Mapping[str, Any], response: Mapping[str, Any]
    ) -> None:
        if response["statusCode"] < SERVER_ERROR:
            call = operation.name, json.dumps(event, sort_keys=True)
            self.asked[call] = operation, event
            self.answers.setdefault(call, []).append((response["statusCode"], response["body"]))

    def _before(self, crossing: Crossing) -> None:
        self.world.clock.advance(CALL_TAKES)
        if crossing.name == "store.write":
            self.unguarded += unguarded(crossing.args[0])
            if self.busy:
                self.busy -= 1
                raise Contended
        if crossing.name.startswith("store.") and self.world.clock() < self.dark:
            raise Unavailable("the store is not there")
        if not self._counting or not self.running:
            return
        work, number = self.running[-1], len(self.steps)
        door = door_of(crossing.args[0]) if crossing.name == "remote.call" else ""
        name = work.operation.name
        queued = "receiptHandle" in (work.event.get("Records") or [{}])[0]
        first = not work.calls
        self.steps.append(Step(number, name, crossing.name, door, first, work.number, queued))
        self._numbers[crossing.number] = number
        work.calls += 1
        self._inject(crossing, number, before=True)

    def _after(self, crossing: Crossing) -> None:
        number = self._numbers.get(crossing.number)
        if number is not None:
            self._inject(crossing, number, before=False)

    def _inject(self, crossing: Crossing, number: int, *, before: bool) -> None:
        injection = self.plan.get(number)
        if injection and injection.before == before:
            del self.plan[number]
            step = self.steps[number]
            self.history.append(
                f"{'  ' * len(self.running)}! call {number} {step.operation}"
                f" {step.name} {step.door}: {injection.name}"
            )
            injection.act(self, crossing)

"""A house in which any call into the world can fail: it counts the calls and keeps a history."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from functions.runtime.errors import TieoutError, Unavailable
from functions.runtime.memory import Crossing, Killed, Message
from functions.runtime.memory.store import Stored
from functions.runtime.memory.workflows import Execution
from functions.runtime.operation import Operation
from functions.runtime.ports import Contended, Item, Reply, Request
from functions.runtime.triggers import Every
from schemas.base import iso
from tests.faults.conditions import tenants_of, unguarded
from tests.faults.erps import ERPS, SAP, Erp, called
from tests.house import OPERATIONS, House

CALL_TAKES = timedelta(milliseconds=1)
SERVER_ERROR = 500
PATIENCE_OF_CLIENTS = 20
MINUTES_MAX = 90
LAG_MINUTES = 3
HISTORY = 60
WATCHER = "operations.watch"
STREAM_TRIES = 5
"""As often as the stream's mapping tries a record again (`infra/operation/mappings.py`)."""
WAIT_MAX = timedelta(hours=1)
"""What is due sooner, or a wait of a workflow that ends sooner, is worth waiting for."""
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
    system: str
    first: bool
    """Whether it is the first call of its invocation."""
    invocation: int
    """The number of its invocation in the run."""
    queued: bool
    """Whether a message from a queue is being served, which comes again if it fails."""
    stepped: bool = False
    """Whether a state machine asked."""


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
    unheard: bool = False
    """Whether nobody hears what it answers."""
    tenants: set[str] = field(default_factory=set)


class Rig(House):
    """`plan` says what is injected at which call; every call takes a millisecond.

    `erp` is where its invoices are posted; `wrong` is answered in place of what it says next.
    Where code `bursts` on purpose, a client may be told that we failed.
    """

    MORNING: ClassVar[datetime] = datetime(2026, 3, 2, 9, tzinfo=UTC)
    """When a house begins."""

    def __init__(self, erp: Erp = SAP) -> None:
        super().__init__()
        self.world.clock.now = self.MORNING
        self.erp = erp
        self.wrong: Reply | None = None
        systems = self.world.remote.systems
        systems[erp.url] = self._answering(systems[erp.url])
        self.sap.books.checks_duplicates = False
        self.plan: dict[int, Injection] = {}
        self.steps: list[Step] = []
        self.history: list[str] = []
        self.running: list[Invocation] = []
        self.told: dict[tuple[str, str], None] = {}
        self.answers: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self.asked: dict[tuple[str, str], tuple[Operation, Mapping[str, Any]]] = {}
        self.stepped: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self.unguarded: list[str] = []
        self.busy = 0
        self.bursts = False
        self.touched: list[tuple[str, set[str]]] = []
        self.poison: set[str] = set()
        self.failures: Counter[tuple[str, int]] = Counter()
        self.world.bus.failing = self._refused
        self.dark = START
        self.lag = 0
        self.begun = self.world.clock()
        self._begun = False
        self._invocations = 0
        self._counting = False
        self._numbers: dict[int, int] = {}

    def begin(self) -> None:
        """From here on calls are counted, and can fail."""
        self._begun = self._counting = True
        self.begun = self.world.clock()
        self.history.clear()
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
            if work.unheard:
                raise Unavailable("nobody heard the answer")
            if "httpMethod" in event and response["statusCode"] == SERVER_ERROR and not self.bursts:
                raise RuntimeError("what nobody foresaw")
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
            if operation.decides_something:
                self.touched.append((operation.name, work.tenants))
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
        for erp in ERPS:
            erp.kept.pop(self.world.remote, None)

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
            self.world.clock.advance(timedelta(seconds=2 ** min(tries, 9)))
        raise Broken("I1 a client never got an answer")

    def deliver(self, operation: Operation, *messages: Message) -> bool:
        """As in a house; a function that dies leaves its messages on the queue."""
        scheduled = any(isinstance(trigger, Every) for trigger in operation.triggers)
        if self._begun and not scheduled:
            self.told |= {(operation.name, message.body): None for message in messages}
        try:
            return super().deliver(operation, *messages)
        except Killed:
            return False

    def deliver_again(self, work: Invocation) -> None:
        """The same invocation once more, from another process, in the middle of the first."""
        with self.other_process():
            if "httpMethod" in work.event:
                self.ask(lambda: self._http(work))
                return
            if "Records" not in work.event:
                self.step_again(work.operation.name, work.event)
                return
            failed = self.invoke(work.operation, work.event)["batchItemFailures"]
            left = {one["itemIdentifier"] for one in failed}
            for record in work.event["Records"]:
                if "receiptHandle" in record and record["messageId"] not in left:
                    self.world.queue.delete(work.operation.name, record["receiptHandle"])

    def step(self, function: str, payload: Mapping[str, Any]) -> Any:
        """As in a house; what a state machine asked is remembered."""
        if self._begun:
            self.stepped[json.dumps(payload, sort_keys=True)] = function, payload
        return super().step(function, payload)

    def step_again(self, function: str, payload: Mapping[str, Any]) -> None:
        """A state machine's call arrives twice; nobody hears what the second is answered."""
        with suppress(TieoutError, Killed):
            super().step(function, payload)

    def follow(self, operation: Operation) -> None:
        """A shard of the stream has one batch in flight; a batch that fails comes again."""
        if any(work.operation is operation for work in self.running):
            return
        before = self.streamed[operation.name]
        with suppress(Killed, TieoutError):
            super().follow(operation)
        if before == self.streamed[operation.name] < len(self.world.store.stream):
            self._give_up(operation, before)

    def _give_up(self, operation: Operation, place: int) -> None:
        """Lambda halves a batch that fails, and keeps what failed too often in the bucket."""
        self.failures[operation.name, place] += 1
        if self.failures[operation.name, place] > STREAM_TRIES:
            image = self.world.store.stream[place]
            where = {name: {"S": str(image[name])} for name in ("pk", "sk")}
            told = {"payload": {"Records": [{"dynamodb": {"Keys": where}}]}}
            name, versions = f"{operation.name}/{place}", self.world.store.objects["failures"]
            versions[name] = [Stored("v1", json.dumps(told).encode())]
            self.streamed[operation.name] += 1

    def bustle(self) -> None:
        """Whatever can be delivered now is, by other processes, in the middle of a call."""
        with self.other_process():
            moved = True
            while moved:
                self.relay()
                moved = self.world.workflows.run()
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
        """What a person does after a long outage of our own, once the cause is mended."""
        mended = bool(self.poison) or self.dark > START
        self.poison.clear()
        for name in self.world.store.objects["failures"]:
            self.world.queue.put("operations.republish", json.dumps({"failure": name}))
        if self.world.store.objects["failures"]:
            self.rest()
        if mended:
            for name in list(self.world.queue.dead):
                self.world.queue.redrive(name)
            self.rest()

    def unfinished(self) -> list[str]:
        """Whatever will still move by itself."""
        queues = [f"queue of {name}" for name, held in self.world.queue.waiting.items() if held]
        soon = iso(self.world.clock() + WAIT_MAX)
        due = [
            f"due {item['pk']} {item['sk']}"
            for item in self.world.store.tables["ledger"].items.values()
            if str(item.get("gpk", "")).startswith("due#") and str(item["gsk"]) < soon
        ]
        other = {
            "darkness": self.world.clock() < self.dark,
            "the stream": not self.all_streamed(),
            "a late commit": any(erp.late(self) for erp in ERPS),
            "the index": self.world.store.tables["ledger"].index.lagging,
        }
        held = [f"execution {one.name} in {one.state}" for one in self._executing()]
        return [*queues, *due, *held, *(name for name, open_ in other.items() if open_)]

    def _executing(self) -> Iterator[Execution]:
        """Executions that will move soon: a person may take days, and a dead letter too."""
        soon = self.world.clock() + WAIT_MAX
        dead = self.poison or any(self.world.queue.dead.values())
        for one in self.world.workflows.executions.values():
            over = self.head(str(one.said["document"]))["state"] != "in_review" and not dead
            if one.status == "RUNNING" and (over or one.until is None or one.until < soon):
                yield one

    def documents(self) -> set[str]:
        """The ids of all documents."""
        return {str(item["id"]) for item in self.items("head")}

    def cases(self) -> list[str]:
        """The states of the cases; those that a watcher raised because time passed do not count."""
        heads = [item for item in self.items("head") if item["kind"] == "case"]
        raised = [(json.loads(str(one["body"])).get("raised_by"), one["state"]) for one in heads]
        return [str(state) for who, state in raised if who != WATCHER]

    def head(self, document: str, tenant: str = "") -> Item:
        """A document's head item, whoever's it is."""
        if tenant:
            return super().head(document, tenant)
        return next(item for item in self.items("head", document) if item["id"] == document)

    def order(self, kind: str, **fault: Any) -> None:
        """Have the ERP fail so."""
        self.erp.order(self, kind=kind, **fault)

    def story(self) -> str:
        """The end of the history, for a person."""
        return "\n".join(self.history[-HISTORY:])

    def _refused(self, entries: Sequence[Mapping[str, str]]) -> list[int]:
        """The bus will not have these until it is mended."""
        ids = [json.loads(entry["detail"])["id"] for entry in entries] if self.poison else []
        return [place for place, name in enumerate(ids) if name in self.poison]

    def _answering(self, usual: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def answer(request: Request) -> Reply:
            reply = usual(request)
            wrong, self.wrong = self.wrong, None
            return wrong or reply

        return answer

    def _http(self, work: Invocation) -> tuple[int, dict[str, Any], dict[str, str]]:
        response = self.invoke(work.operation, work.event)
        return response["statusCode"], json.loads(response["body"]), response["headers"]

    def _remember(
        self, operation: Operation, event: Mapping[str, Any], response: Mapping[str, Any]
    ) -> None:
        if response["statusCode"] < SERVER_ERROR:
            call = operation.name, json.dumps(event, sort_keys=True)
            self.asked[call] = operation, event
            if event["httpMethod"] == "GET":
                return
            self.answers.setdefault(call, []).append((response["statusCode"], response["body"]))

    def _before(self, crossing: Crossing) -> None:
        self.world.clock.advance(CALL_TAKES)
        if crossing.name == "store.write":
            self.unguarded += unguarded(crossing.args[0])
            if self.busy:
                self.busy -= 1
                raise Contended
        dark = self.running and self.world.clock() < self.dark
        if dark and crossing.name.startswith("store."):
            raise Unavailable("the store is not there")
        if self.running:
            self.running[-1].tenants |= tenants_of(crossing)
        if not self._counting or not self.running:
            return
        work, number = self.running[-1], len(self.steps)
        erp = called(crossing.args[0]) if crossing.name == "remote.call" else None
        door, system = (erp.door_of(crossing.args[0]), erp.name) if erp else ("", "")
        name = work.operation.name
        queued = "receiptHandle" in (work.event.get("Records") or [{}])[0]
        first = not work.calls
        stepped = not {"httpMethod", "Records"} & work.event.keys()
        self.steps.append(
            Step(number, name, crossing.name, door, system, first, work.number, queued, stepped)
        )
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

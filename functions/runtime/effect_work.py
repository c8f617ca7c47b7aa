"""One delivery's work on one effect: what it is about, and what every step of it needs."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions.runtime import circuit, effect_items, keys, parking, quarantine
from functions.runtime.commit import Planned
from functions.runtime.decision import Given, Head, Outcome
from functions.runtime.errors import TieoutError
from functions.runtime.items import Frame, body_text
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Counterpart, Effect, Operation
from functions.runtime.ports import Item
from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar
from schemas.policies.resilience import Resilience


class Work(NamedTuple):
    """What `Effecting` begins and resumes."""

    kernel: Kernel
    operation: Operation
    effect: Effect[Any]
    frame: Frame
    given: Given
    head: Head[Any]
    message: str
    event_id: str
    circuits: dict[str, Item | None]
    policies: dict[str, Policy]
    patience: Resilience
    calendar: Calendar | None = None
    """The financial periods, where what is sent is booked on a day."""

    def _park(self, system: str, extra: list[Planned]) -> str:
        return parking.park(
            self.kernel.ports, self.frame, self.operation, self.head.id, self.message, system, extra
        )

    def _attempt(self, effect: Item, state: str, outcome: Outcome | None = None) -> Planned:
        number = int(effect["attempt"])
        key = keys.attempt(self.frame.tenant, self.head.id, self.effect.kind, number)
        return effect_items.attempt(key, effect, state, self.kernel.ports.clock(), outcome)

    def _barred(self, system: str) -> str:
        return quarantine.barred(self.kernel.ports, self.kernel.identity, self.circuits, system)

    def _forgot(self, effect: Item) -> str:
        return quarantine.forgot(self.circuits, effect, self.patience.lease_seconds)

    def _forgotten(self, effect: Item, until: str) -> Item:
        table = str((self.circuits[quarantine.LEDGER] or {})["table"])
        return effect_items.forgotten(effect, until, table, self.head.id, self.frame.now)

    def _lease_end(self) -> datetime:
        return self.kernel.ports.clock() + timedelta(seconds=self.patience.lease_seconds)

    def _soon(self) -> timedelta:
        return timedelta(seconds=self.patience.ask_after_seconds)

    def _failed(self, system: str) -> None:
        circuit.failed(self.kernel.ports, system, self.circuits[system], self.patience)

    def _wait(self, effect: Item, why: TieoutError) -> timedelta:
        tries, jitter = int(effect["tries"]), self.kernel.ports.jitter()
        return effect_items.wait_after(tries, why, self.patience, jitter)

    def _counterpart(self, system: str) -> Counterpart[Any]:
        ports = self.kernel.ports
        return self.effect.connect(system, ports.remote, ports.clock(), ports.pause)

    def _request(self, effect: Item) -> Any:
        text = body_text(effect, self.kernel.ports.store, "request")
        return self.effect.request.model_validate_json(text)

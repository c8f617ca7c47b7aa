"""Documents of any kind in any state, put there without the operations that would move them."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from functions.runtime import callers, keys
from functions.runtime.commit import plan, write
from functions.runtime.decision import Commit, Head
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.memory import memory_ports
from infra.publish.examples import example
from schemas.base import Document
from schemas.documents import DOCUMENTS
from schemas.events.envelope import Event
from tests.house import HOME, House
from tests.unit.kernel.worlds import offer

WATCH = "operations.watch"


class Told(Event):
    """Some event of a document."""

    SOURCE = "tieout.tests"
    OWNER = "tests"


class Stuck(NamedTuple):
    """One document, which moves only when a test says so."""

    house: House
    id: str
    kind: str
    tenant: str = HOME

    @classmethod
    def of(
        cls,
        house: House,
        kind: str,
        state: str,
        name: str = "Told",
        tenant: str = HOME,
        **said: Any,
    ) -> "Stuck":
        """A new document of this kind, entered into that state by an event of that name."""
        stuck = cls(house, f"{kind}_{len(house.states(kind)):026}", kind, tenant)
        model = DOCUMENTS[kind]
        whole = {**example(model), **said}
        if "entity" in model.model_fields and model.model_fields["entity"].is_required():
            whole["entity"] = said.get("entity", "DE01")
        body = model.model_validate(whole)
        stuck._commit(None, body, state, name)
        return stuck

    def moves(self, state: str, name: str = "Told", at: datetime | None = None) -> None:
        """An event of that name; the document is in that state."""
        clock = self.house.world.clock
        now, clock.now = clock.now, at or clock.now
        ports = memory_ports(self.house.world)
        head: Head[Any] = read_head(
            self.house.head(self.id, self.tenant), DOCUMENTS[self.kind], ports.store
        )
        self._commit(head, head.body, state, name)
        clock.now = now

    def _commit(self, head: Head[Any] | None, body: Document, state: str, name: str) -> None:
        ports = memory_ports(self.house.world)
        kernel, operation = Kernel.over(ports), self.house.operation("operations.wake")
        given = kernel.given(callers.itself("tests", self.tenant), ports.clock(), {})
        frame = kernel.frame(operation, given, correlation=self.id, causation="tests")
        event = type(name, (Told,), {"__module__": __name__})()
        decided = Commit(event, body, state, id="" if head else self.id)
        assert not write(ports, plan(decided, frame, head).writes)


def sweep(house: House) -> None:
    """One sweep to its end, and what follows from it."""
    assert offer(house, WATCH, "{}")
    house.settle()


def cases(house: House, about: str = "") -> list[tuple[str, dict[str, Any]]]:
    """State and body of every case, or of those about one document."""
    heads = [item for item in house.items("head") if item["kind"] == "case"]
    found = [(str(item["state"]), json.loads(str(item["body"]))) for item in heads]
    return [(state, body) for state, body in found if about in ("", body["about"])]


def raised(house: House, about: str) -> list[str]:
    """The states of the cases that the watching operation opened about a document."""
    return [state for state, body in cases(house, about) if body["raised_by"] == WATCH]


def noticed(house: House) -> list[tuple[str, str]]:
    """What is known to be late, and by which watcher."""
    key = keys.late(HOME)
    items = [item for item in house.items("deadline#") if item.get("gpk") == key]
    return sorted((str(item["document"]), str(item["watcher"])) for item in items)

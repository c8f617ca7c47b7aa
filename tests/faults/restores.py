"""The ledger is restored to an earlier point: it forgets what was done since, and ERPs do not."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from functions.runtime.memory import Crossing
from functions.runtime.memory.table import MemoryTable
from functions.runtime.ports import Item, Origin
from schemas.base import iso
from tests import company
from tests.faults import acts
from tests.faults.erps import SAP, Erp, called
from tests.faults.invariants import check, require, told_again
from tests.faults.rig import Broken, Injection, Rig, Step
from tests.unit.kernel.worlds import change

if TYPE_CHECKING:
    from tests.faults.scenarios import Scenario

RECOVERING = (
    "payables.post_invoice",
    "operations.watch_ledger",
    "operations.approve_release",
)
LONG_ENOUGH = 8
"""Minutes after which an effect that were not kept back would have left, at NetSuite."""
PATIENCE = 30
"""Minutes until people look at a restore."""
ADMINISTRATORS = {
    **company.CALLERS,
    "people": [
        {**one, "roles": [*one.get("roles", []), "restore-administrator"], "entities": ["*"]}
        for one in company.CALLERS["people"]
    ],
}


class Photograph(NamedTuple):
    """The ledger as it was at a moment."""

    at: datetime
    items: list[Item]


class Restored(BaseException):
    """The day ends here: the table is restored while a function is at work."""


def photograph(rig: Rig) -> Photograph:
    """What a restore to this moment would bring back."""
    items = rig.world.store.tables["ledger"].items.values()
    return Photograph(rig.world.clock(), [dict(item) for item in items])


def restore(rig: Rig, kept: Photograph) -> None:
    """The ledger is in a new table, with a stream of its own; idempotency keys are lost.

    Queues, buckets, partners and what was published are as they are; processes start anew.
    Consumers outside are told that versions may come again: what they heard is not compared.
    """
    store, table = rig.world.store, MemoryTable()
    for item in kept.items:
        table.put(item)
    store.tables["ledger"], store.tables["keys"] = table, MemoryTable()
    store.table = Origin(f"{store.table.identity}, restored", iso(kept.at))
    store.stream.clear()
    rig.streamed.clear()
    rig.kernels.clear()
    rig.world.bus.published.clear()
    rig.answers.clear()
    rig.stepped.clear()


def send_again(rig: Rig) -> None:
    """Clients make every call again, partners send every event, every file is told of again."""
    for operation, event in list(rig.asked.values()):
        rig.invoke(operation, event)
    for name, body in list(rig.told):
        source = str(json.loads(body).get("source", ""))
        if source and not source.startswith("tieout."):
            rig.world.queue.put(name, body)


def let_go(rig: Rig) -> None:
    """Ann says what was made sure of, and Bob agrees; her own agreement is refused."""
    for _ in range(PATIENCE):
        if rig.states("restore"):
            break
        rig.tick()
    held = [name for name, state in rig.states("restore").items() if state != "released"]
    require(held, "R-RES-17 nobody found the restore")
    path, said = f"/v1/restores/{held[0]}", {"statement": "policies and master data are of today"}

    def ask(what: str, body: dict[str, Any], claims: dict[str, str]) -> int:
        key = f"{what} {claims['username']} {held[0]}"
        answer = rig.ask(lambda: rig.call("POST", f"{path}/{what}", body, claims=claims, key=key))
        return int(answer["status"])

    require(ask("proposal", said, company.ANN) in (200, 201), "a person proposes the release")
    require(ask("approval", {}, company.ANN) == 403, "I9 her own proposal")
    require(ask("approval", {}, company.BOB) == 200, "another person agrees")


def recover(rig: Rig) -> None:
    """What people do after a restore; until they have, nothing reaches an ERP's books.

    What the ledger still knows is told again first: of two invoices under one number, the one that
    came first is decided first, as it was.
    """
    since = len(rig.world.boundary.calls)
    rig.run(2)
    send_again(rig)
    rig.run(2)
    kept_back(rig, since)
    let_go(rig)
    rig.rest()


def kept_back(rig: Rig, since: int) -> None:
    """No ERP was sent anything from that call on."""
    left = [call for call in rig.world.boundary.calls[since:] if _posts(call)]
    require(not left, f"F27 {len(left)} postings left a quarantined ledger")


def _posts(call: Crossing) -> bool:
    return call.name == "remote.call" and called(call.args[0]).door_of(call.args[0]) == "post"


def play(scenario: "Scenario", number: int, until: int = -1) -> Rig:
    """The scenario, restored to right after call `number`, at its end or after call `until`.

    Raises Broken.
    """
    rig, taken = _manned(scenario), []

    def take(rig: Rig, crossing: Crossing) -> None:
        taken.append(photograph(rig))

    def stop(rig: Rig, crossing: Crossing) -> None:
        raise Restored

    rig.begin()
    rig.plan = {number: Injection("photographed", False, take)}
    if until >= 0:
        rig.plan[until] = Injection("the table is restored", False, stop)
    try:
        with suppress(Restored):
            scenario.act(rig)
        rig.end()
        if not taken:
            return rig  # that write was refused: the table is as before
        restore(rig, taken[0])
        recover(rig)
        check(rig)
        scenario.expect(rig)
        told_again(rig)
        scenario.expect(rig)
    except AssertionError as broken:
        raise Broken(f"{scenario.name}, {number} to {until}: {broken}\n{rig.story()}") from None
    return rig


def writes(scenario: "Scenario") -> Iterator[Step]:
    """The calls after which the ledger is another one: the points that it can be restored to."""
    yield from (step for step in calls(scenario) if step.name == "store.write")


def calls(scenario: "Scenario") -> list[Step]:
    """All calls of the scenario."""
    rig = _manned(scenario)
    rig.begin()
    scenario.act(rig)
    return rig.steps


def _manned(scenario: "Scenario") -> Rig:
    rig = scenario.setup()
    change(rig, "callers", ADMINISTRATORS)
    rig.settle()
    return rig


def forgetful(erp: Erp = SAP) -> Rig:
    """A house whose ledger has forgotten that its invoice was posted: it is only validated."""
    rig = acts.house(erp)
    change(rig, "callers", ADMINISTRATORS)
    taken: list[Photograph] = []

    def before(crossing: Crossing) -> None:
        if crossing.name == "store.write" and not taken and _begins(crossing):
            taken.append(photograph(rig))

    rig.world.boundary.before = before
    company.submit(rig, "forgotten")
    rig.settle()
    restore(rig, taken[0])
    return rig


def _begins(crossing: Crossing) -> bool:
    return any(write.key.sk.startswith("effect#") for write in crossing.args[0])


def released(rig: Rig) -> None:
    """A new invoice comes in meanwhile, and people let effects leave again."""
    since = len(rig.world.boundary.calls)
    acts.submit(rig, "new", number="R-2")
    rig.run(LONG_ENOUGH)
    kept_back(rig, since)
    let_go(rig)
    rig.rest()

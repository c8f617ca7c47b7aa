"""Measure what finance watches: cases, money at risk, what waits and for whom, and how long."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from functions.runtime import circuit, keys
from functions.runtime.items import body_text
from functions.runtime.kernel import Kernel
from functions.runtime.measures import Measure
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Key, Store
from functions.runtime.tally import Tally, listed, tally
from functions.runtime.triggers import Every
from schemas.case import ExceptionCase
from schemas.documents import DOCUMENTS
from schemas.policies.calendar import Calendar
from schemas.policies.entities import Entities
from schemas.policies.service_levels import LEVELS, ServiceLevels
from schemas.policies.watchers import Watchers

operation = Operation(Every(minutes=5), owner="finance-operations", timeout_seconds=120, batch=1)

CASES_READ = 2_000
"""Open cases of one team whose amounts are read; beyond them the sum is *at least*."""
UNPOSTED = ("received", "validated", "posting")
OPEN = ("open",)


class Tenant(NamedTuple):
    """One tenant's lists: whose they are, and the policies that say what is borne."""

    name: str
    store: Store
    now: datetime
    entities: tuple[str, ...]
    watchers: Watchers
    levels: ServiceLevels
    near_close: bool

    def shelves(self, kind: str, states: Sequence[str]) -> list[str]:
        """The lists of documents of a kind in these states, whoever they are shelved by."""
        model = DOCUMENTS[kind]
        holders = self.watchers.teams if model.SHELVED_BY == "owner" else self.entities
        return [model.shelf_of(holder, state) for holder in holders for state in states]

    def tally(self, kind: str, *states: str) -> Tally:
        """How many there are in these states, and since when."""
        return tally(self.store, self.name, self.shelves(kind, states))


@operation.runs
def measure(kernel: Kernel, _message: dict[str, Any]) -> str:
    """Read from lists, never from documents but for the amounts of open cases."""
    ports, now = kernel.ports, kernel.ports.clock()
    systems = dict(_systems(ports.store))
    taken = [Measure("CircuitsOpen", "Count", (1,), {"system": name}) for name in systems] + [
        Measure("WaitingFor", "Count", (count,), {"tenant": "*", "prerequisite": name})
        for name, count in systems.items()
    ]
    callers = kernel.callers(now)
    clients, people = callers.clients, callers.people
    names = {ports.home, *(c.tenant for c in clients), *(p.tenant for p in people)}
    for name in sorted(names):
        taken += _measured(_tenant(kernel, name, now), len(systems))
    ports.meter.take(taken)
    return f"measured {len(taken)}"


def _tenant(kernel: Kernel, name: str, now: datetime) -> Tenant:
    shelf, store = kernel.shelf, kernel.ports.store
    shelf.refresh(store, name, [Entities, Watchers, ServiceLevels], EVERYWHERE, now)
    known = shelf.in_force(name, Entities, EVERYWHERE, now)[0].entities
    entities = (*(entity.code for entity in known), EVERYWHERE)
    calendars = []
    for entity in entities:
        shelf.refresh(store, name, [Calendar], entity, now)
        calendar = shelf.in_force(name, Calendar, entity, now)[0]
        calendars.append((calendar, calendar.today(now)))
    levels = shelf.in_force(name, ServiceLevels, EVERYWHERE, now)[0]
    watchers = shelf.in_force(name, Watchers, EVERYWHERE, now)[0]
    return Tenant(name, store, now, entities, watchers, levels, levels.near_close(calendars))


def _measured(tenant: Tenant, circuits_open: int) -> Iterator[Measure]:
    of = {"tenant": tenant.name}
    for watcher in tenant.watchers.watchers:
        found = tenant.tally(watcher.document, *watcher.after)
        at = {**of, "list": watcher.name}
        yield Measure("Backlog", "Count", (found.many,), at)
        yield Measure("BacklogOldest", "Seconds", (found.age(tenant.now),), at)
    owned = {team: _cases(tenant, team) for team in tenant.watchers.teams}
    for team, count in owned.items():
        yield Measure("CasesOpen", "Count", (count,), {**of, "owner": team})
    risk = _at_risk(tenant)
    for currency, amount in sorted(risk.items()):
        yield Measure("AmountAtRisk", "None", (amount,), {**of, "currency": currency})
    waiting, unposted = tenant.tally("inv", "waiting"), tenant.tally("inv", *UNPOSTED)
    yield Measure("WaitingFor", "Count", (waiting.many,), {**of, "prerequisite": "supplier"})
    figures = {
        "cases_open": sum(owned.values()),
        "case_oldest_seconds": tenant.tally("case", *OPEN).age(tenant.now),
        "amount_at_risk": max(risk.values(), default=0),
        "waiting": waiting.many,
        "in_review": tenant.tally("cap", "in_review").many,
        "unposted": unposted.many,
        "unposted_oldest_seconds": unposted.age(tenant.now),
        "circuits_open": circuits_open,
    }
    for level in LEVELS:
        borne = tenant.levels.borne(level, near_close=tenant.near_close)
        yield Measure("Breaches", "Count", (int(figures[level] > borne),), {"level": level})


def _cases(tenant: Tenant, team: str) -> int:
    shelves = [ExceptionCase.shelf_of(team, state) for state in OPEN]
    return tally(tenant.store, tenant.name, shelves).many


def _at_risk(tenant: Tenant) -> Counter[str]:
    """By currency, in its whole units."""
    sums: Counter[str] = Counter()
    for shelf in tenant.shelves("case", OPEN):
        wanted = listed(tenant.store, tenant.name, shelf, CASES_READ)
        for start in range(0, len(wanted), 100):
            for text in _bodies(tenant.store, wanted[start : start + 100]):
                amount, currency = text.get("amount_at_risk"), text.get("currency")
                if amount and currency:
                    sums[str(currency)] += int(str(amount).partition(".")[0])
    return sums


def _bodies(store: Store, wanted: Sequence[Key]) -> Iterator[dict[str, Any]]:
    for item in store.read(wanted).values():
        yield json.loads(body_text(item, store))


def _systems(store: Store) -> Iterator[tuple[str, int]]:
    """Partner systems whose circuit is open, and how many effects wait for each."""
    for found in store.index(keys.SYSTEMS_DUE).items:
        name = str(found["pk"]).removeprefix("system#")
        state = store.read([keys.system(name)]).get(keys.system(name))
        if circuit.is_open(state):
            waiting = store.query(str(found["pk"]), "wait#", limit=1_000).items
            yield name, len(waiting)

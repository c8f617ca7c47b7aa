"""Invoices from intake to posting in a house that counts: the usual ones and the unusual ones."""

from collections.abc import Callable
from datetime import timedelta
from json import dumps
from typing import NamedTuple

from functions.runtime.memory.limits import size
from functions.runtime.triggers import Every
from schemas.base import iso
from tests import company
from tests.benchmarks.cost.assumptions import (
    IN_REVIEW,
    INIT_SECONDS,
    KEY_SECONDS,
    LINES,
    MONTH,
    PER_WINDOW,
    PROCESS_SERVES,
    SECONDS,
    STOPPED,
)
from tests.benchmarks.cost.metered import Metered
from tests.benchmarks.cost.prices import Units, scaled, together
from tests.house import OPERATIONS, House
from tests.unit.operations.captures import held, review

WARM, COUNTED = 6, 2 * PER_WINDOW
Kind = Callable[[Metered, int, int], None]
"""Takes the house through one invoice: its number, and how many lines it has."""


class Story(NamedTuple):
    """What one invoice takes on average, by the operation that took it."""

    units: dict[str, Units]
    kept_bytes: float
    """What stays of it in the ledger."""

    @property
    def total(self) -> Units:
        """Of all operations."""
        return together(*self.units.values())


def prepared() -> Metered:
    """A company in order, whose functions are warm."""
    house = Metered()
    company.policy(house, "callers", company.CALLERS)
    company.policy(house, "entities", company.ENTITIES)
    company.policy(house, "posting", company.POSTING, entity="DE01")
    company.supplier(house)
    house.settle()
    return house


def clean(house: Metered, n: int, lines: int) -> None:
    """Right in everything: accepted, validated, posted."""
    assert submitted(house, n, lines)
    house.settle()


def submitted(house: House, n: int, lines: int, **changes: object) -> str:
    """Sent in by the portal; answers its document."""
    one = company.invoice()
    many = [{**one["lines"][0], "id": str(k + 1)} for k in range(lines)]
    net, tax = f"{200 * lines}.00", f"{38 * lines}.00"
    gross = f"{238 * lines}.00"
    sums = {"line_net": net, "net": net, "tax": tax, "gross": gross, "payable": gross}
    taxes = [{**one["taxes"][0], "taxable": net, "tax": tax}]
    body = {"number": f"R-{n}", "lines": many, "taxes": taxes, "totals": sums, **changes}
    status, said, _ = company.submit(house, f"k{n}", **body)
    assert status == 201, said
    return str(said["id"])


def crowded(house: Metered, n: int, lines: int) -> None:
    """So many at once that every batch is full."""
    house.crowded = True
    submitted(house, n, lines)


def reviewed(house: Metered, n: int, _lines: int) -> None:
    """Read unsurely by a scanner, put right by a person, posted."""
    read = {"totals.gross": "288.00", "number": f"S-{n}"}
    document = held(house, capture=f"scan-{n}", read=read)
    house.settle()
    assert review(house, document, {"totals.gross": "238.00"})[0] == 200
    house.settle()


def stopped(house: Metered, n: int, lines: int) -> None:
    """A rule stops it; its owner is told, looks at case and invoice, and rejects it."""
    totals = {"gross": "1.00", "payable": "1.00"}
    document = submitted(house, n, lines, totals=totals)
    house.settle()
    house.call("GET", "/v1/cases?owner=accounts-payable", claims=company.ANN)
    house.call("GET", f"/v1/invoices/{document}", claims=company.ANN)
    path, key = f"/v1/invoices/{document}/rejection", f"reject {n}"
    said = house.call("POST", path, {"reason": "wrong total"}, claims=company.ANN, key=key)
    assert said[0] == 200, said[1]
    house.settle()


def story(kind: Kind, lines: int = LINES) -> Story:
    """The average of some, after some that warm the functions; with what later follows of them."""
    house = prepared()
    idle = _upkeep(house)
    for n in range(WARM):
        kind(house, n, lines)
    house.gather()
    _upkeep(house)
    house.zero()
    held_before = _held(house)
    for n in range(COUNTED):
        kind(house, WARM + n, lines)
        if n % PER_WINDOW == PER_WINDOW - 1:
            house.gather()
    _transitions(house)
    kept = (_held(house) - held_before) / COUNTED
    house.count("KMS by time", {"kms.request": COUNTED * key_requests(house)})
    counted = {name: dict(units) for name, units in house.units.items()}
    house.zero()
    after = _upkeep(house)
    units = {name: together(one, _cold(name, one)) for name, one in counted.items()}
    for name, one in after.items():
        more = together(one, scaled(idle.get(name, {}), -1))
        units[name] = together(units.get(name, {}), {k: max(0, v) for k, v in more.items()})
    return Story({name: scaled(one, 1 / COUNTED) for name, one in units.items()}, kept)


def mixed(lines: int = LINES) -> Story:
    """The usual ones with the share of unusual ones."""
    shares = {clean: 1 - IN_REVIEW - STOPPED, reviewed: IN_REVIEW, stopped: STOPPED}
    stories = [(story(kind, lines), share) for kind, share in shares.items()]
    names = {name for one, _ in stories for name in one.units}
    return Story(
        {
            name: together(*(scaled(one.units.get(name, {}), share) for one, share in stories))
            for name in sorted(names)
        },
        sum(one.kept_bytes * share for one, share in stories),
    )


def _cold(name: str, units: Units) -> Units:
    """The starts among so many invocations."""
    memory = next((one.memory_mb for one in OPERATIONS if one.name == name), 0)
    starts = units.get("lambda.request", 0) / PROCESS_SERVES
    asked = {"kms.request": starts, "secrets.request": starts, "dynamodb.read": 6 * starts}
    return {"lambda.gb_second": starts * INIT_SECONDS * memory / 1024, **asked}


def _upkeep(house: Metered) -> dict[str, Units]:
    """One round of all that is done by the clock, and what it leads to."""
    house.zero()
    for operation in OPERATIONS:
        if any(isinstance(trigger, Every) for trigger in operation.triggers):
            scheduled(house, operation.name)
    house.gather()
    return {name: dict(units) for name, units in house.units.items()}


def scheduled(house: Metered, name: str) -> None:
    """The clock sets one operation off, a day later."""
    house.world.clock.advance(timedelta(minutes=1))
    house.world.queue.put(name, dumps({"time": iso(house.world.clock())}))
    house.settle()


def key_requests(house: Metered) -> float:
    """KMS requests for one invoice in a month of a million: by time, not by message.

    A queue asks B / D × (2P + C) times (SQS Developer Guide, "Key management": one producer and
    one consumer); a table once in five minutes for every role that uses it.
    """
    roles = sum(1 for units in house.units.values() if units.get("lambda.request"))
    return SECONDS / KEY_SECONDS * (3 * len(house.consumers) + roles) / MONTH


def _held(house: Metered) -> int:
    return sum(map(size, house.world.store.tables["ledger"].items.values()))


def _transitions(house: Metered) -> None:
    """Every state that was entered, and the start. Those of warming are taken out again."""
    entered = [len(one.path) + 1 for one in house.world.workflows.executions.values()]
    if entered:
        count = sum(entered) / len(entered) * COUNTED
        house.count("workflow", {"states.transition": count})

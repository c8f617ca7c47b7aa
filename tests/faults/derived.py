"""A scenario for every operation that nobody wrote one for, made from its declaration.

The house of these scenarios has a document of each kind in many states. A command is an example of
its model, about the first document that the operation takes; what nobody may ask is refused alike
under every fault.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from pydantic import ValidationError

from functions.runtime.operation import Operation
from functions.runtime.ports import Item
from functions.runtime.signature import Signature
from functions.runtime.triggers import (
    Api,
    Every,
    File,
    Inbound,
    On,
    Step,
    Stream,
    Task,
    Trigger,
)
from infra.publish.examples import example
from schemas.base import Document, Model, iso
from tests import announced, company
from tests.faults import acts, reviews
from tests.faults.invariants import require
from tests.faults.rig import Broken, Rig
from tests.faults.scenarios import Scenario
from tests.house import OPERATIONS

MESSAGES: dict[str, dict[str, Any]] = {
    "operations.republish": {"since": "2026", "until": "2027"},
    "operations.list_past": {
        "tenant": "acme",
        "entity": "DE01",
        "kind": "inv",
        "at": "2026-03-02T09:00:00Z",
    },
}
"""What is put on the queue of an operation that works by itself; {} where nothing is said."""
LAST = ("posted", "rejected", "resolved", "closed", "refused", "waiting")
"""Documents that a command is tried about after all others: what is over, or waits for its turn."""
PATIENCE = 40 * 86_400
"""Seconds that a reviewer has in this house."""
PEOPLE = (company.ANN, company.BOB, company.PORTAL, company.MASTER)


class Call(NamedTuple):
    """One request to an API operation: where it goes, what it says, who makes it."""

    method: str
    path: str
    body: dict[str, Any] | None
    claims: Mapping[str, str]

    def made(self, rig: Rig) -> dict[str, Any]:
        """Make it until it is answered."""
        key = None if self.method == "GET" else "derived"
        return rig.ask(
            lambda: rig.call(self.method, self.path, self.body, claims=self.claims, key=key)
        )


def scenario_of(operation: Operation) -> Scenario:
    """A scenario that reaches this operation. Raises Broken, by name, where none can be made."""
    focus = (operation.name,)
    for act in _acts(operation):
        name = f"derived {operation.name}"
        found = Scenario(name, house, act, _at_rest, long=True, focus=focus, only=True)
        rig = found.setup()
        rig.begin()
        act(rig)
        dead = any(rig.world.queue.dead.values())
        if not dead and any(step.operation == operation.name for step in rig.steps):
            return found
    raise Broken(f"no scenario reaches {operation.name}: write one, or a message in MESSAGES")


def house() -> Rig:
    """Documents of every kind, in many states; everybody here has every role."""
    rig = Rig()
    acts.furnished(rig)
    acts.everyone_may(rig)
    company.policy(rig, "capture", dict.fromkeys(reviews.SECONDS, PATIENCE))
    _documents(rig)
    return rig


def _documents(rig: Rig) -> None:
    company.submit(rig, "d1", number="D-1")
    stranger = {"name": "Unknown", "tax_ids": [{"scheme": "VAT", "value": "DE136695976"}]}
    company.submit(rig, "d2", number="D-2", supplier=stranger)
    company.submit(rig, "d3", number="D-1", issue_date="2026-02-27")
    rig.drop("in/portal/invoices/derived.edi", acts.interchange())
    reviews.capture(rig)
    rig.settle()
    propose = {
        "entity": "DE01",
        "content": {"tolerance_minor_units": 3},
        "effective_from": company.START,
    }
    path = "/v1/policies/validation/proposals"
    rig.call("POST", path, propose, claims=company.ANN, key="derived proposal")
    rig.settle()


def _acts(operation: Operation) -> Iterator[Callable[[Rig], None]]:
    """What may set it off: a call, a message, or whatever announces what it listens to."""
    for trigger in operation.triggers:
        if isinstance(trigger, Api):
            yield _asking(operation)
        elif isinstance(trigger, On):
            yield from map(_asking, _announcing(trigger))
            yield _sent(operation, trigger)
        else:
            yield _sent(operation, trigger)


def _announcing(trigger: On) -> Iterator[Operation]:
    """The API operations that announce one of these events."""
    for operation in OPERATIONS:
        if _api_of(operation) and operation.signature.emits & set(trigger.events):
            yield operation


def _at_rest(rig: Rig) -> None:
    """The invariants say all there is to say."""


def _asking(operation: Operation) -> Callable[[Rig], None]:
    def act(rig: Rig) -> None:
        calls, status = taken(operation)
        for call in calls:
            said = call.made(rig)
        require(said["status"] == status, f"I6 {status} without a fault, {said['status']} with one")
        rig.rest()

    return act


@cache
def taken(operation: Operation) -> tuple[tuple[Call, ...], int]:
    """A call that is answered well, after another where it needs one; else the nearest to it."""
    best, status = alone(operation)
    for other in OPERATIONS if status >= 300 else ():
        before = _api_of(other)
        if before and before.method != "GET" and other is not operation:
            with suppress(ValueError, LookupError):
                first, said = alone(other)
                rig = house()
                first.made(rig)
                rig.settle()
                then, answered = _best(rig, operation)
                if said < 300 and answered < 300:
                    return (first, then), answered
    return (best,), status


@cache
def alone(operation: Operation) -> tuple[Call, int]:
    """A call of it that is answered well with nothing before it, or the nearest to that."""
    return _best(house(), operation)


def _best(rig: Rig, operation: Operation) -> tuple[Call, int]:
    found: dict[int, Call] = {}
    for call in _calls(rig, operation):
        status = int(call.made(rig)["status"])
        found.setdefault(status, call)
        if status < 300:
            break
    status = min(found, key=lambda one: (one == 403, one))
    return found[status], status


def _api_of(operation: Operation) -> Api | None:
    return next((one for one in operation.triggers if isinstance(one, Api)), None)


def _calls(rig: Rig, operation: Operation) -> Iterator[Call]:
    """An example of the command about each document that it may mean, from each caller."""
    trigger = _api_of(operation)
    assert trigger is not None
    made = _example(trigger.asks)
    yesterday = (rig.world.clock() - timedelta(days=1)).date().isoformat()
    for about, claims in product((*_about(rig, operation), {}), PEOPLE):
        about = {"day": yesterday, **about}
        named = {name: value for name, value in about.items() if name in _fields(trigger.asks)}
        said = {"entity": "DE01"} if "entity" in made else {}
        whole = {**made, **said, **named}
        path, query = trigger.path, ""
        for name in [name for name in whole if f"{{{name}}}" in path]:
            path = path.replace(f"{{{name}}}", quote(str(whole.pop(name)), safe=""))
        if trigger.method == "GET":
            query = urlencode({name: value for name, value in whole.items() if value})
        body = None if trigger.method == "GET" else whole
        yield Call(trigger.method, f"{path}?{query}" if query else path, body, claims)


def _example(asked: type[Model]) -> dict[str, Any]:
    """One of the model; with all that may be left out as well, where it must say some of that."""
    try:
        return example(asked)
    except ValidationError:
        return example(asked, whole=True)


def _fields(asked: type[Model]) -> Iterable[str]:
    return asked.model_fields


def _about(rig: Rig, operation: Operation) -> Iterator[dict[str, Any]]:
    """What each document would put into a command that is about it; kinds it takes come first."""
    signature, heads = operation.signature, rig.items("head")
    heads.sort(key=lambda one: (one["state"] in LAST, str(one["state"]), str(one["pk"])))
    taken = [item for item in heads if _takes(signature, str(item["kind"]))]
    asked = signature.asked
    if asked:
        for item in taken or heads:
            yield _said_by(item, asked)


def _takes(signature: Signature, kind: str) -> bool:
    if signature.listing:
        return kind == signature.listing.KIND
    if signature.wants("head") and signature.head is not Document:
        return signature.head_of(kind) is not None
    return True


def _said_by(item: Item, asked: type[Model]) -> dict[str, Any]:
    """What a document would put into a command about it."""
    body = json.loads(str(item.get("body", "{}")))
    plain = {name: value for name, value in body.items() if isinstance(value, str) and value}
    field = asked.model_fields.get("version")
    version = (body.get("pending") or {}).get("version", "")
    if field and field.annotation is int:
        version = item["version"]
    versioned = {"version": version} if version else {}
    return {**plain, **versioned, "id": item["id"], "state": item["state"]}


def _sent(operation: Operation, trigger: Trigger) -> Callable[[Rig], None]:
    """What sets it off that is no call of the API."""

    def act(rig: Rig) -> None:
        _set_off(rig, operation, trigger)
        rig.rest()

    return act


def _set_off(rig: Rig, operation: Operation, trigger: Trigger) -> None:
    match trigger:
        case Inbound():
            detail = {**example(trigger.asks), "submission_id": "derived", "entity": "DE01"}
            event = {"id": "derived", "source": announced.SOURCE, "detail-type": trigger.event}
            rig.world.queue.put(operation.name, json.dumps({**event, "detail": detail}))
        case File():
            rig.drop(f"in/portal/{trigger.folder}/derived", acts.batch())
        case Stream():
            everything_happens(rig)
            rig.rest()
            rig.gather()
        case Every():
            scheduled = json.dumps({"time": iso(rig.world.clock())})
            rig.world.queue.put(operation.name, scheduled)
        case Step():
            asked = operation.signature.asked
            said = {**(example(asked) if asked else {}), "id": next(iter(rig.states("cap")))}
            state = {"execution": "derived", "state": "Derived", "token": "derived"}
            rig.step_again(operation.name, {**state, "tenant": "acme", "asked": said})
        case Task():
            message = MESSAGES.get(operation.name, {})
            rig.world.queue.put(operation.name, json.dumps(message))
        case _:
            everything_happens(rig)


def everything_happens(rig: Rig) -> None:
    """A day on which every kind of event is announced."""
    acts.submit(rig, "e1", number="E-1")
    reviews.capture(rig, "scan-2")
    acts.register(rig, "DE136695976", key="everything")
    reviews.correct(rig)

"""Accepting a fact that no document holds yet: one write, no read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import ValidationError

from functions.runtime.cases import open_case
from functions.runtime.commit import Plan, Planned, opened, plan, write, write_with_openings
from functions.runtime.decision import Caller, Commit
from functions.runtime.errors import Conflict, Denied, Duplicate, Invalid, Unavailable
from functions.runtime.idempotency import CallRecord
from functions.runtime.items import Frame
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import invalid
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item
from functions.runtime.replies import Response, render, respond
from schemas.base import Model
from schemas.case import Category
from schemas.finding import Finding

REJECTED = "rejected"
"""The state of a document whose identity may be used again."""
PLACES = 9
"""How many rejected documents one identity may leave behind."""


def decide_new(
    kernel: Kernel,
    operation: Operation,
    caller: Caller,
    asked: Model,
    correlation: str,
    causation: str,
    taken: str = "",
) -> tuple[Commit[Any], Frame]:
    """The decision that opens a document, whatever the door.

    Raises Denied for a foreign entity, Invalid where no document can be made of what was said.
    """
    signature = operation.signature
    now = kernel.ports.clock()
    entity = str(getattr(asked, "entity", None) or EVERYWHERE)
    kinds = list(signature.policies.values())
    kernel.shelf.refresh(kernel.ports.store, caller.tenant, kinds, entity, now)
    policies, versions = kernel.policies(signature, caller.tenant, entity, now)
    given = kernel.given(caller, now, versions)._replace(taken=taken)
    try:
        decided = signature.call({"asked": asked, "given": given}, policies)
    except ValidationError as wrong:
        raise invalid(wrong) from None
    owner = str(getattr(decided.body, "entity", EVERYWHERE))
    if not caller.may_touch(owner):
        raise Denied(f"this caller may not act for {owner}")
    return decided, kernel.frame(operation, given, correlation=correlation, causation=causation)


class Admission(NamedTuple):
    """A new document as it was decided, and what stood in its way if it was not written."""

    decided: Commit[Any]
    frame: Frame
    made: Plan
    stood: dict[str, Item | None]

    def holder(self) -> Item:
        """The document that holds its place. Raises Unavailable while that is being committed."""
        held = self.stood.get("head")
        if held is None:
            raise Unavailable("another submission of this document is being committed")
        return held

    def repeated(self) -> bool:
        """Whether what holds its place says the same."""
        return self.holder()["content"] == self.made.moved.head["content"]


def admit(
    kernel: Kernel,
    operation: Operation,
    caller: Caller,
    asked: Model,
    correlation: str,
    causation: str,
    record: Callable[[Commit[Any]], Planned],
) -> Admission:
    """Decide a new document and commit it together with its door's own record of it.

    A rejected document gives up its place: other content under its identity is decided again,
    knowing whose place it takes.
    """
    taken = ""
    for _ in range(PLACES):
        decided, frame = decide_new(kernel, operation, caller, asked, correlation, causation, taken)
        made = plan(decided, frame, None)
        own = record(decided)
        stood = write_with_openings(kernel.ports, made, [own])
        found = Admission(decided, frame, made, stood)
        held = stood.get("head")
        if own.label in stood or held is None or held["state"] != REJECTED or found.repeated():
            return found
        taken = str(held["id"])
    raise Conflict("too many rejected documents stand under this identity")


def accept(
    kernel: Kernel, operation: Operation, caller: Caller, asked: Model, key: str, correlation: str
) -> Response:
    """Commit the new document with its answer; on a collision say what holds its place.

    What policy has come to refuse since is still answered to its own key as it was then.
    """
    call = CallRecord(kernel, operation, caller, key, asked, kernel.ports.clock())

    def record(decided: Commit[Any]) -> Planned:
        return call.planned(201, _accepted(decided))

    try:
        found = admit(kernel, operation, caller, asked, correlation, call.cause, record)
    except Invalid:
        answered = call.replay(kernel.ports.store.read([call.key]).get(call.key))
        if answered is None:
            raise
        return answered
    if not found.stood:
        return respond(201, _accepted(found.decided))
    replayed = call.replay(found.stood.get("idempotency"))
    return replayed or _collided(kernel, operation, call, found)


def _accepted(decided: Commit[Any]) -> str:
    return render({"id": decided.id, "state": decided.state, "version": 1, **decided.answer})


def _collided(kernel: Kernel, operation: Operation, call: CallRecord, found: Admission) -> Response:
    """Equal content is answered with the document there is; other content becomes a case."""
    decided, held = found.decided, found.holder()
    if found.repeated():
        body = render(
            {
                "id": decided.id,
                "state": held["state"],
                "version": held["version"],
                **decided.answer,
                "duplicate": True,
            }
        )
        return _remember(kernel, call, 200, body, [])
    case, name = collision_case(operation, found.frame, decided)
    refusal = Duplicate(
        "this identity is held by a document with other content", case=name, document=decided.id
    )
    return _remember(kernel, call, 409, render(refusal.problem()), case)


def collision_case(
    operation: Operation, frame: Frame, decided: Commit[Any]
) -> tuple[list[Planned], str]:
    """The writes of the case that says two different documents claim one identity, and its id."""
    finding = Finding(
        code="TIE-DUP-01", message="same sender, kind, number and date, but other content"
    )
    opening = open_case(
        frame,
        about=decided.id,
        entity=str(getattr(decided.body, "entity", EVERYWHERE)),
        category=Category.DUPLICATE,
        owner=operation.owner,
        findings=[finding],
        reason="another document was submitted under the identity of this one",
        allowed_actions=("reject", "waive"),
    )
    return opened(opening, frame), opening.id


def _remember(
    kernel: Kernel, call: CallRecord, status: int, body: str, case: list[Planned]
) -> Response:
    planned = [*case, call.planned(status, body)]
    while stood := write(kernel.ports, planned):
        replayed = call.replay(stood.get("idempotency"))
        if replayed:
            return replayed
        if not case:
            raise Unavailable("this call is being answered already")
        planned, case = planned[len(case) :], []
    return respond(status, body)

"""Accepting a fact that no document holds yet: one write, no read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from functions.runtime import keys
from functions.runtime.cases import case_id, open_case
from functions.runtime.commit import Plan, Planned, opened, plan, write, write_with_openings
from functions.runtime.deciding import decide_new
from functions.runtime.decision import Caller, Commit
from functions.runtime.errors import Conflict, Duplicate, Invalid, Unavailable
from functions.runtime.idempotency import CallRecord
from functions.runtime.items import Frame, content_hash
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item
from functions.runtime.replies import Response, render, respond
from schemas.base import Model
from schemas.case import Action, Category
from schemas.finding import Finding

REJECTED = "rejected"
"""The state of a document whose identity may be used again."""
PLACES = 9
"""How many rejected documents one identity may leave behind."""
CLASH = "TIE-DUP-01"


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
        content = self.made.moved.head["content"]
        return self.decided.by_content or self.holder()["content"] == content


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
                **(decided.answer if held["state"] == decided.state else {}),
                "duplicate": True,
            }
        )
        return _remember(kernel, call, 200, body, [])
    case, name = collision_case(kernel, operation, found.frame, decided)
    refusal = Duplicate(
        "this identity is held by a document with other content", case=name, document=decided.id
    )
    return _remember(kernel, call, 409, render(refusal.problem()), case)


def collision_case(
    kernel: Kernel, operation: Operation, frame: Frame, decided: Commit[Any], kept: str = ""
) -> tuple[list[Planned], str]:
    """The writes of the case that says two different documents claim one identity, and its id.

    One case while it is open; what comes after it was settled is a case of its own content.
    `kept` is where the other one is, if its sender cannot be asked for it by an answer.
    """
    finding = Finding(code=CLASH, message="same sender, kind, number and date, but other content")
    at_risk = decided.body.at_risk()
    opening = open_case(
        frame,
        about=decided.id,
        entity=str(getattr(decided.body, "entity", EVERYWHERE)),
        category=Category.DUPLICATE,
        owner=operation.owner,
        findings=[finding],
        reason=f"another document was submitted under the identity of this one{_where(kept)}",
        amount_at_risk=at_risk[0] if at_risk else None,
        currency=at_risk[1] if at_risk else None,
        allowed_actions=(Action.RESOLVE,),
        remedy="have the sender say which of the two is meant",
    )
    at_case = keys.head(frame.tenant, opening.id)
    stands = kernel.ports.store.read([at_case]).get(at_case)
    if stands and stands["state"] != "open":
        rules = CLASH, content_hash(decided.body)
        opening = opening._replace(id=case_id(frame.tenant, decided.id, Category.DUPLICATE, rules))
    return opened(opening, frame), opening.id


def _where(kept: str) -> str:
    return f"; it is kept as {kept}" if kept else ""


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

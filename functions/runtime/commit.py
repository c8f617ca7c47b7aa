"""One decision, one transaction: its writes, their conditions, and what stood in the way."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from functions.runtime import keys
from functions.runtime.decision import Commit, Head, Opening
from functions.runtime.errors import Denied, Unavailable
from functions.runtime.items import Frame, Moved, next_version
from functions.runtime.ports import (
    ABSENT,
    Clause,
    ConditionFailed,
    Contended,
    Delete,
    Item,
    Key,
    Ports,
    Put,
    Write,
)
from schemas.base import iso

WRITES_MAX = 25
"""Items of one decision: past it the decision is too large to be one."""
TRIES = 4
"""One and three more for a TransactionConflict, which the wire does not retry."""


class Planned(NamedTuple):
    """A write and what it is called when it does not hold."""

    label: str
    write: Write


class Plan(NamedTuple):
    """All writes of one decision, and the bodies that must be in the bucket before them."""

    writes: list[Planned]
    moved: Moved
    large: list[tuple[str, str]]


def plan(decided: Commit[Any], frame: Frame, before: Head[Any] | None) -> Plan:
    """The writes of a commit: head, event, opened documents, identity, aliases."""
    document = decided.id or (before.id if before else "")
    moved = next_version(
        frame,
        before,
        id=document,
        body=decided.body,
        state=decided.state,
        event=decided.event,
        maker=decided.maker,
    )
    writes = [
        Planned("head", Put(moved.head, _head_clauses(decided, before, frame))),
        Planned("event", Put(moved.event, ABSENT)),
    ]
    large = [moved.large_body] if moved.large_body else []
    for opening in decided.opens:
        writes += opened(opening, frame)
    writes += _keys_taken(decided, frame, document)
    return Plan(writes, moved, large)


def opened(opening: Opening, frame: Frame) -> list[Planned]:
    """The writes of a document that is opened on its own, under the label of an opening."""
    made = next_version(
        frame, None, id=opening.id, body=opening.body, state=opening.state, event=opening.event
    )
    label = f"opens {opening.id}"
    return [Planned(label, Put(made.head, ABSENT)), Planned(label, Put(made.event, ABSENT))]


def _head_clauses(
    decided: Commit[Any], before: Head[Any] | None, frame: Frame
) -> tuple[Clause, ...]:
    if before is None:
        return ABSENT
    clauses: tuple[Clause, ...] = (Clause("=", "version", before.version),)
    if decided.checker:
        if frame.actor.kind != "person":
            raise Denied("only a person decides an approval")
        if not frame.subject or _made_by_its_checker(decided, before, frame):
            raise Denied("the maker of a change may not be its checker")
        clauses += (
            Clause("=", "state", before.state),
            Clause("=", "content", before.content),
            Clause("<>", "maker", decided.checker),
            Clause("<>", "maker_subject", frame.subject),
        )
    return clauses


def _made_by_its_checker(decided: Commit[Any], before: Head[Any], frame: Frame) -> bool:
    """One person may be known by several ids, and by others than when they made it."""
    checker = {decided.checker, frame.subject, *frame.known_as}
    return not checker.isdisjoint({before.maker, before.maker_subject, *before.maker_known_as})


def _keys_taken(decided: Commit[Any], frame: Frame, document: str) -> Iterable[Planned]:
    if decided.takes:
        key = keys.identity(frame.tenant, decided.takes)
        holder: Item = {"pk": key.pk, "sk": key.sk, "document": document, "at": iso(frame.now)}
        yield Planned("identity", Put(holder, ABSENT))
    if decided.frees:
        key = keys.identity(frame.tenant, decided.frees)
        yield Planned("freed", Delete(key, (Clause("=", "document", document),)))
    for alias, target in decided.aliases.items():
        key = keys.alias(frame.tenant, alias)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "document": document,
            "target": target.model_dump_json(),
        }
        yield Planned("alias", Put(item, (Clause("absent or =", "document", document),)))
    for alias in decided.drops:
        key = keys.alias(frame.tenant, alias)
        yield Planned("alias", Delete(key, (Clause("=", "document", document),)))


def mark(frame: Frame, event_id: str) -> Planned:
    """The record that this operation has decided this event."""
    key = keys.mark(frame.tenant, event_id, frame.operation)
    return Planned("mark", Put({"pk": key.pk, "sk": key.sk, "at": iso(frame.now)}, ABSENT))


def waiters(
    frame: Frame, prerequisites: Sequence[Key], document: str, message: str
) -> list[Planned]:
    """A message parked under each prerequisite that could release it."""
    found = []
    for prerequisite in prerequisites:
        key = keys.waiter(prerequisite, f"{frame.tenant}#{document}", frame.operation)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "operation": frame.operation,
            "message": message,
            "since": iso(frame.now),
        }
        found.append(Planned("waiter", Put(item)))
    return found


def unpark(frame: Frame, prerequisites: Sequence[Key], document: str) -> list[Planned]:
    """The end of waiting: what was parked under these prerequisites is taken away."""
    found = [
        keys.waiter(one, f"{frame.tenant}#{document}", frame.operation) for one in prerequisites
    ]
    return [Planned("unpark", Delete(key)) for key in found]


def write(ports: Ports, planned: Sequence[Planned]) -> dict[str, Item | None]:
    """Commit, or say what stood in the way, by label; empty when it was written.

    Raises Unavailable when other transactions kept the items busy, or the store did not answer.
    """
    if len(planned) > WRITES_MAX:
        raise ValueError(f"{len(planned)} writes in one decision, at most {WRITES_MAX}")
    for attempt in range(TRIES):
        try:
            ports.store.write([one.write for one in planned])
        except ConditionFailed as failed:
            return {planned[index].label: item for index, item in failed.stood.items()}
        except Contended:
            ports.pause(ports.jitter() * 0.05 * 2**attempt)
        else:
            return {}
    raise Unavailable("other transactions hold these documents")


def write_with_openings(
    ports: Ports, made: Plan, extra: Sequence[Planned]
) -> dict[str, Item | None]:
    """Commit; an opened document that is already there (a case raised twice) is left alone."""
    for name, body in made.large:
        ports.store.put_object(name, body.encode())
    planned = [*made.writes, *extra]
    while stood := write(ports, planned):
        held = {label for label in stood if label.startswith("opens ")}
        if not held or len(held) < len(stood):
            return stood
        planned = [one for one in planned if one.label not in held]
    return {}


def write_missing(ports: Ports, planned: Sequence[Planned]) -> None:
    """Write what is not there yet; what is already there is left alone."""
    remaining = list(planned)
    while remaining:
        stood = write(ports, remaining)
        if not stood:
            return
        remaining = [one for one in remaining if one.label not in stood]

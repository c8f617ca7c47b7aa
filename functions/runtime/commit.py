"""One decision, one transaction: its writes, their conditions, and what stood in the way."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from functions.runtime import keys
from functions.runtime.decision import Commit, Head, Kept, Opening
from functions.runtime.errors import Denied, Unavailable
from functions.runtime.items import Frame, Moved, next_version
from functions.runtime.ports import (
    ABSENT,
    Check,
    Clause,
    ConditionFailed,
    Contended,
    Delete,
    Item,
    Ports,
    Put,
    Write,
)
from schemas.base import iso
from schemas.case import ExceptionCase

WRITES_MAX = 25
"""Items of one decision: past it the decision is too large to be one."""
TRIES = 4
"""One and three more for a TransactionConflict, which the wire does not retry."""


FREED, NEXT_PLACE = "freed", "next place"


class Planned(NamedTuple):
    """A write and what it is called when it does not hold.

    `large` is the name and the text of a body that must be in the bucket before it, `kept` what
    nobody may change from then on.
    """

    label: str
    write: Write
    large: tuple[str, str] | None = None
    kept: tuple[Kept, ...] = ()


class Plan(NamedTuple):
    """All writes of one decision, and the next version that they make."""

    writes: list[Planned]
    moved: Moved


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
        Planned("head", Put(moved.head, _head_clauses(decided, before, frame)), moved.large_body),
        Planned("event", Put(moved.event, ABSENT), kept=decided.keeps),
    ]
    for opening in decided.opens:
        writes += opened(opening, frame)
    writes += _keys_taken(decided, frame, document)
    return Plan(writes, moved)


def opened(opening: Opening, frame: Frame) -> list[Planned]:
    """The writes of a document that is opened on its own, under the label of an opening.

    A case keeps who raised it and because of which event: what a retry tells again.
    """
    body = opening.body
    if isinstance(body, ExceptionCase):
        said = {"raised_by": frame.operation, "because_of": frame.told}
        body = body.model_copy(update=said)
    made = next_version(
        frame, None, id=opening.id, body=body, state=opening.state, event=opening.event
    )
    label = f"opens {opening.id}"
    head = Planned(label, Put(made.head, ABSENT), made.large_body)
    return [head, Planned(label, Put(made.event, ABSENT))]


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
        yield Planned(FREED, Delete(key, (Clause("=", "document", document),)))
        after = decided.frees._replace(place=decided.frees.place + 1)
        yield Planned(NEXT_PLACE, Check(keys.identity(frame.tenant, after), ABSENT))
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


def write(ports: Ports, planned: Sequence[Planned]) -> dict[str, Item | None]:
    """Commit, or say what stood in the way, by label; empty when it was written.

    Large bodies are in the bucket first, so that no head refers to nothing. Raises Unavailable
    when other transactions kept the items busy, or the store did not answer.
    """
    if len(planned) > WRITES_MAX:
        raise ValueError(f"{len(planned)} writes in one decision, at most {WRITES_MAX}")
    for name, body in (one.large for one in planned if one.large):
        ports.store.put_object(name, body.encode())
    for kept in (kept for one in planned for kept in one.kept):
        ports.store.put_object(kept.name, _content(ports, kept), bucket="audit")
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


def _content(ports: Ports, kept: Kept) -> bytes:
    if isinstance(kept.content, bytes):
        return kept.content
    from functions.runtime.attached import EVIDENCE_LIMIT, fetched  # evidence is rare

    return fetched(ports.store, kept.content, EVIDENCE_LIMIT)


def write_with_openings(
    ports: Ports, made: Plan, extra: Sequence[Planned]
) -> dict[str, Item | None]:
    """Commit; an opened document that is already there (a case raised twice) is left alone.

    A place is not freed while another document holds the next one: whoever came after would
    take it, and nobody would ask whether it is a duplicate of that one.
    """
    planned = [*made.writes, *extra]
    while stood := write(ports, planned):
        held = {label for label in stood if label.startswith("opens ")}
        if NEXT_PLACE in stood:
            held |= {FREED, NEXT_PLACE}
        if not stood.keys() <= held:
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

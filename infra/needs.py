"""What an operation's declaration implies that its function must be able to do."""

from dataclasses import dataclass

from functions.runtime.decision import Await
from functions.runtime.operation import Grant, Operation
from functions.runtime.signature import Signature
from functions.runtime.triggers import Api, Every, File, Inbound, On, Step, Stream, Task
from schemas.submission import AttachedSubmission

QUEUED = (On, Inbound, File, Every, Task)


@dataclass(frozen=True, slots=True)
class Needs:
    """Everything a role, an environment and a wiring follow from; nothing else does."""

    queue: bool
    """Set off by messages of its own queue, which it may also put back or postpone."""
    stream: bool
    commits: bool
    """Writes documents, and their bodies where they are large."""
    writes: bool
    """Writes items of the ledger; what does not still records what a control refused."""
    keys: bool
    """Keeps idempotency records."""
    queries: bool
    lists: bool
    """Queries the index."""
    scans: bool
    identifies: bool
    """Asks which table the ledger is, before anything leaves."""
    publishes: bool
    wakes: bool
    letters: bool
    """Receives dead letters of other operations, and gives them back."""
    redrives: bool
    """Puts them back on their queues."""
    seals: bool
    """Seals sensitive fields, or an event that is refused and kept."""
    intake: bool
    attached: bool
    """Reads objects that partners' events refer to."""
    repairs: bool
    audits: bool
    """Signs seals and keeps them."""
    evidence: bool
    """Keeps evidence beside the seals."""
    proves: bool
    """Reads seals."""
    notifies: bool
    systems: tuple[str, ...]
    """Partner systems whose credentials it reads; `*` is all of them."""


def needs_of(operation: Operation) -> Needs:
    """Read the declaration; an operation that `runs` works through the ports and reads freely."""
    kinds = {type(trigger) for trigger in operation.triggers}
    signature = operation.signature if operation.decides_something else None
    grants, file = set(operation.grants), File in kinds
    runs = signature is None and not file
    publishes = Grant.PUBLISH in grants
    decides = any(declared.emits for declared in operation.declarations)
    writes_at_api = any(isinstance(t, Api) and t.method != "GET" for t in operation.triggers)
    awaits = signature is not None and signature.steers is Await
    reads_on = signature is not None and (
        signature.wants("history")
        or _looks_around(signature)
        or signature.wants("waiting")
        or _asks_of_the_past(signature)
    )
    return Needs(
        queue=bool(kinds & set(QUEUED)),
        stream=Stream in kinds,
        commits=decides or file,
        writes=decides or file or awaits or (runs and not publishes),
        keys=writes_at_api or (Step in kinds and decides),
        queries=reads_on or file or runs or Grant.LETTERS in grants,
        lists=runs
        or Grant.LETTERS in grants
        or (signature is not None and (signature.listing is not None or _looks_around(signature))),
        scans=Grant.SCAN in grants,
        identifies=operation.effect is not None or Grant.IDENTITY in grants,
        publishes=publishes,
        wakes=Grant.WAKE in grants,
        letters=Grant.LETTERS in grants,
        redrives=Grant.REDRIVE in grants,
        seals=Grant.SEAL in grants or Inbound in kinds,
        intake=Grant.INTAKE in grants or file,
        attached=Grant.EVIDENCE in grants
        or any(
            isinstance(t, Inbound) and issubclass(t.asks, AttachedSubmission)
            for t in operation.triggers
        ),
        repairs=Grant.REPAIR in grants,
        audits=Grant.AUDIT in grants,
        evidence=Grant.EVIDENCE in grants,
        proves=signature is not None and signature.wants("proofs"),
        notifies=Grant.NOTIFY in grants,
        systems=_systems(operation),
    )


def _asks_of_the_past(signature: Signature) -> bool:
    return signature.asked is not None and "at" in signature.asked.model_fields


def _looks_around(signature: Signature) -> bool:
    return signature.wants("circumstances")


def _systems(operation: Operation) -> tuple[str, ...]:
    if operation.effect:
        return operation.effect.systems
    return ("*",) if Grant.REMOTE in operation.grants else ()

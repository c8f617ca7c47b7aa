"""What an operation's declaration implies that its function must be able to do."""

from dataclasses import dataclass

from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Api, Every, File, Inbound, On, Stream, Task

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
    publishes: bool
    wakes: bool
    seals: bool
    intake: bool
    repairs: bool
    systems: tuple[str, ...]
    """Partner systems whose credentials it reads; `*` is all of them."""


def needs_of(operation: Operation) -> Needs:
    """Read the declaration; an operation that `runs` works through the ports and reads freely."""
    kinds = {type(trigger) for trigger in operation.triggers}
    signature = operation.signature if operation.decides_something else None
    grants, file = set(operation.grants), File in kinds
    runs = signature is None and not file
    publishes = Grant.PUBLISH in grants
    decides = signature is not None and bool(signature.emits)
    writes_at_api = any(isinstance(t, Api) and t.method != "GET" for t in operation.triggers)
    history = signature is not None and signature.wants("history")
    return Needs(
        queue=bool(kinds & set(QUEUED)),
        stream=Stream in kinds,
        commits=decides or file,
        writes=decides or file or (runs and not publishes),
        keys=writes_at_api,
        queries=history or file or runs,
        lists=runs or (signature is not None and signature.listing is not None),
        scans=Grant.SCAN in grants,
        publishes=publishes,
        wakes=Grant.WAKE in grants,
        seals=Grant.SEAL in grants,
        intake=Grant.INTAKE in grants or file,
        repairs=Grant.REPAIR in grants,
        systems=_systems(operation),
    )


def _systems(operation: Operation) -> tuple[str, ...]:
    if operation.effect:
        return operation.effect.systems
    return ("*",) if Grant.REMOTE in operation.grants else ()

"""A document whose head is not what its events say: told to its owner, and written anew."""

from typing import NamedTuple

from functions.runtime import callers, keys
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, opened, write, write_missing
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.past import Broken, chain, head_of
from functions.runtime.ports import ABSENT, Check, Clause, Item, Put
from schemas.base import document_id, iso
from schemas.case import Action, Category
from schemas.finding import Finding


class Drift(NamedTuple):
    """A document whose head is not what its events say."""

    tenant: str
    document: str
    entity: str
    differs: tuple[str, ...]
    stored: Item | None
    rebuilt: Item | None


def drift_of(kernel: Kernel, tenant: str, document: str) -> Drift | None:
    """None if there is none. Events are read first: a head ahead of them has moved meanwhile."""
    store, at = kernel.ports.store, keys.head(tenant, document)
    try:
        events, received_at = chain(store, tenant, document)
    except Broken:
        return Drift(tenant, document, "*", ("events",), None, None)
    rebuilt = head_of(events[-1], received_at, store)
    stored = store.read([at]).get(at)
    if stored and int(stored["version"]) > int(rebuilt["version"]):
        return None
    names = sorted(rebuilt.keys() | (stored or {}).keys())
    differs = tuple(name for name in names if (stored or {}).get(name) != rebuilt.get(name))
    if not differs:
        return None
    return Drift(tenant, document, str(rebuilt["entity"]), differs, stored, rebuilt)


def tell(kernel: Kernel, operation: Operation, drift: Drift) -> None:
    """One case for what is found of it, however often that is; something else is another."""
    caller = callers.itself(operation.name, drift.tenant)
    given = kernel.given(caller, kernel.ports.clock(), {})
    cause = f"rebuilt at {iso(given.now)}"
    frame = kernel.frame(operation, given, correlation=drift.document, causation=cause)
    said = f"differs: {', '.join(drift.differs)}"
    case = open_case(
        frame,
        about=drift.document,
        entity=drift.entity,
        category=Category.UNRECONCILED,
        owner=operation.owner,
        reason="what the ledger says of the document is not what its events say",
        findings=(Finding(code="TIE-HEAD-DRIFT", message=said),),
        allowed_actions=(Action.RESOLVE,),
        remedy="find out who wrote to the table, then have `operations.rebuild` write it anew",
    )
    stood = [f"{name}={(drift.stored or {}).get(name)}" for name in drift.differs]
    case = case._replace(id=document_id("case", case.id, *stood))
    write_missing(kernel.ports, opened(case, frame))


def write_anew(kernel: Kernel, drift: Drift) -> bool:
    """As its events say. False if it moved, or where the events themselves are broken."""
    rebuilt = drift.rebuilt
    if rebuilt is None:
        return False
    stood = drift.stored
    as_read = tuple(Clause("=", name, stood[name]) for name in ("version", "hash")) if stood else ()
    next_event = keys.event(drift.tenant, drift.document, int(rebuilt["version"]) + 1)
    planned = [
        Planned("head", Put(rebuilt, as_read or ABSENT)),
        Planned("later event", Check(next_event, ABSENT)),
    ]
    return not write(kernel.ports, planned)

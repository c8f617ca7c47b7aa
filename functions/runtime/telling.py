"""Telling a team about an event of ours: once, as far as a topic can, and never more than ids."""

from functions.runtime import callers, keys
from functions.runtime.commit import mark, write
from functions.runtime.committed import truly
from functions.runtime.errors import Denied
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from schemas.base import canonical_json
from schemas.events.envelope import Envelope

SUBJECT_LIMIT = 100


def tell(kernel: Kernel, operation: Operation, told: Envelope, team: str) -> str:
    """Tell the team, then mark the event; told before is told. A kill in between tells it twice.

    Raises Denied for an event that was never committed.
    """
    at = keys.event(told.tenant, told.document, told.version)
    marked = keys.mark(told.tenant, told.id, operation.name)
    found = kernel.ports.store.read([at, marked])
    if marked in found:
        return "told before"
    if not truly(told, found.get(at, {})):
        raise Denied("no such event was ever committed")
    kernel.ports.notices.notify(team, _subject(told), _text(told))
    caller = callers.itself(operation.name, told.tenant)
    given = kernel.given(caller, kernel.ports.clock(), {})
    frame = kernel.frame(operation, given, correlation=told.correlation, causation=told.id)
    write(kernel.ports, [mark(frame, told.id)])
    return f"told {team}"


def _subject(told: Envelope) -> str:
    what = told.type.partition(".")[0]
    amount = " ".join(str(told.data.get(one, "")) for one in ("amount_at_risk", "currency"))
    said = f"{what} {told.data.get('category', '')} {told.entity} {amount}".split()
    return " ".join(said).encode("ascii", "replace").decode()[:SUBJECT_LIMIT]


def _text(told: Envelope) -> str:
    """Ids, amount, owner and where to look; no reason, since that may quote the document."""
    named = ("about", "category", "owner", "assignee", "rules", "amount_at_risk", "currency")
    said = {name: told.data[name] for name in named if told.data.get(name)}
    here = {"event": told.id, "type": told.type, "case": told.document, "entity": told.entity}
    return canonical_json({**said, **here, "link": f"/v1/cases/{told.document}"})

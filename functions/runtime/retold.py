"""An event told once more because people asked for it: the case's own event is the authority."""

from collections.abc import Mapping

from functions.runtime import keys
from functions.runtime.decision import Again
from functions.runtime.errors import Denied
from functions.runtime.items import chain_hash
from functions.runtime.ports import Item, Key
from schemas.events.case import CaseRetried, CaseWaived
from schemas.events.envelope import Envelope

_KINDS = {kind.detail_type(): kind for kind in (CaseRetried, CaseWaived)}


def at(tenant: str, again: Envelope) -> Key:
    """Where the event that asks for it is: in the tenant of what is told again."""
    return keys.event(tenant, again.document, again.version)


def heard(
    tenant: str,
    again: Envelope | None,
    told: str,
    document: str,
    operation: str,
    found: Mapping[Key, Item],
    held_by: str | None,
) -> Again | None:
    """What people decided. Raises Denied if nobody did, or about another event or operation."""
    if again is None:
        return None
    kept = found.get(at(tenant, again), {})
    kind = _KINDS.get(again.type)
    if kind is None or not kept.get("hash") == again.hash == chain_hash(again):
        raise Denied("nobody ever asked for this to be told again")
    said = kind.model_validate(again.data)
    if (said.because_of, said.about, said.raised_by) != (told, document, operation):
        raise Denied("something else was to be told again")
    waived = said if isinstance(said, CaseWaived) else None
    return Again(
        case=again.document,
        holds=again.document == held_by,
        event=again.id,
        category=said.category,
        rules=said.rules,
        waived=waived.findings if waived else (),
        reason=said.reason,
        agreed_by=(waived.requested_by, waived.agreed_by) if waived else (),
    )

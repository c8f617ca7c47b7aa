"""What a question is answered from beside the head of a document; each of it is rarely asked for.

Only what is asked for is imported: a reading function starts with nothing else.
"""

from typing import Any

from functions.runtime import keys
from functions.runtime.decision import Caller, Head, History
from functions.runtime.kernel import Kernel
from functions.runtime.signature import Signature
from schemas.base import Model
from schemas.events.envelope import Envelope

PAGE = 100
HISTORY_LIMIT = 10_000


def beside(
    kernel: Kernel, signature: Signature, caller: Caller, asked: Model, head: Head[Any] | None
) -> dict[str, Any]:
    """By role, what the decision named in its signature."""
    brought: dict[str, Any] = {}
    store, document = kernel.ports.store, head.id if head else ""
    if signature.wants("waiting"):
        from functions.runtime.quarantine import waiting

        brought["waiting"] = waiting(store)
    if signature.wants("history"):
        brought["history"] = _history(kernel, caller.tenant, document)
    if signature.wants("circumstances") and head:
        from functions.runtime.circumstances import circumstances

        brought["circumstances"] = circumstances(kernel, caller.tenant, head)
    if signature.wants("proofs"):
        from functions.runtime.proofs import proofs

        brought["proofs"] = proofs(kernel, caller.tenant, brought["history"].events)
    return brought | _lists(kernel, signature, caller, asked)


def _lists(kernel: Kernel, signature: Signature, caller: Caller, asked: Model) -> dict[str, Any]:
    if signature.listing:
        from functions.runtime.listing import listing

        return {"listing": listing(kernel, signature.listing, caller, asked)}
    if signature.wants("letters"):
        from functions.runtime.triage import examined

        return {"letters": examined(kernel.ports, str(getattr(asked, "queue")))}  # noqa: B009
    return {}


def _history(kernel: Kernel, tenant: str, document: str) -> History:
    store, pk = kernel.ports.store, keys.partition(tenant, document)
    events: list[Envelope] = []
    after = ""
    while len(events) < HISTORY_LIMIT:
        page = store.query(pk, "event#", after=after, limit=PAGE)
        events += [Envelope.model_validate_json(str(item["envelope"])) for item in page.items]
        after = page.after
        if not after:
            break
    tried = store.query(pk, "effect#", limit=PAGE).items
    shown = ("system", "attempt", "reference", "outcome", "learnt", "at", "number", "reason", "raw")
    attempts = tuple(
        {name: item[name] for name in shown if name in item} for item in tried if "outcome" in item
    )
    return History(tuple(events), attempts)

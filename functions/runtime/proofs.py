"""What proves one document's history: the newest seal that covers it, and the policies it names."""

import json
from collections.abc import Iterator, Sequence

from functions.runtime import keys
from functions.runtime.decision import Proofs
from functions.runtime.items import body_text
from functions.runtime.kernel import Kernel
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item
from schemas.events.envelope import Envelope
from schemas.policies.base import PolicyDocument

EVENTS_TRIED = 5
"""The newest may not be sealed yet: an earlier one is."""
SEALS_TRIED = 24
"""How many seals an event may have been late for."""


def proofs(kernel: Kernel, tenant: str, events: Sequence[Envelope]) -> Proofs:
    """Of a history in order. A document that no seal covers yet has none."""
    policies = tuple(_policies(kernel, tenant, events))
    at = keys.newest_seal(kernel.ports.home)
    newest = kernel.ports.store.read([at]).get(at)
    last = int(newest["sequence"]) if newest else 0
    for event in reversed(events[-EVENTS_TRIED:]):
        first = _first_after(kernel, event.occurred_at, last)
        for sequence in range(first, min(last + 1, first + SEALS_TRIED)):
            found = _covering(kernel, _seal(kernel, sequence), tenant, event)
            if found:
                return Proofs((found,), policies)
    return Proofs((), policies)


def _first_after(kernel: Kernel, instant: str, last: int) -> int:
    """The number of the first seal that reaches to the instant; one past the last if none does."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        if str(_seal(kernel, middle)["until"]) < instant:
            low = middle + 1
        else:
            high = middle
    return low


def _seal(kernel: Kernel, sequence: int) -> Item:
    key = keys.seal(kernel.ports.home, sequence)
    return kernel.ports.store.read([key]).get(key, {"until": ""})


def _covering(kernel: Kernel, seal: Item, tenant: str, event: Envelope) -> tuple[str, str] | None:
    """The seal and its leaves if one of them is this event, or a later one of its document."""
    if "seal" not in seal or not seal["leaves"]:
        return None
    leaves = kernel.ports.store.get_object(str(seal["leaves"]), bucket="audit").decode()
    for line in leaves.splitlines():
        if event.document in line:
            owner, document, version, _ = json.loads(line)
            if (owner, document) == (tenant, event.document) and version >= event.version:
                return str(seal["seal"]), leaves
    return None


def _policies(kernel: Kernel, tenant: str, events: Sequence[Envelope]) -> Iterator[PolicyDocument]:
    """Every policy that an event names, the legal entity's and everyone's."""
    named = {
        keys.policy(tenant, name, entity)
        for event in events
        for name in event.policies
        for entity in (event.entity, EVERYWHERE)
    }
    found = kernel.ports.store.read(sorted(named)) if named else {}
    for key in sorted(found):
        text = body_text(found[key], kernel.ports.store)
        yield PolicyDocument.model_validate_json(text)

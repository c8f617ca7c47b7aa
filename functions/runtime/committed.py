"""Whether an event that was told is one that was committed, in whichever version it was told."""

import json

from functions.runtime.items import chain_hash
from functions.runtime.ports import Item
from schemas.events.envelope import Envelope


def as_committed(said: Envelope, kept: Item) -> Envelope:
    """What was told, in the version that was committed, if the same commit says it in this one.

    It asks for no model of the later version: during a deployment this code may not have it yet.
    """
    earlier = json.loads(str(kept.get("earlier", "{}")))
    if said.type not in earlier or earlier[said.type] != said.data:
        return said
    whole = Envelope.model_validate_json(str(kept["envelope"]))
    return said.model_copy(update={"type": whole.type, "data": whole.data})


def truly(told: Envelope, kept: Item) -> bool:
    """Whether the event item says what was told; an item that is not there says nothing."""
    whole = as_committed(told, kept)
    return bool(kept.get("hash") == whole.hash == chain_hash(whole))

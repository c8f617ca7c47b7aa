"""What follows from finding that the ledger was restored: a document, and events told again."""

import json
from datetime import datetime, timedelta

from functions.runtime import callers, keys
from functions.runtime.commit import opened, write
from functions.runtime.decision import Opening
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import Item, Ports
from schemas.base import document_id, iso
from schemas.events.restore import RestoreFound
from schemas.restore import Restore

REPUBLISH = "operations.republish"
FOREVER = "9999"
KEPT = timedelta(days=15)
"""Longer than a message can lie in a queue or a DLQ: what is older was decided, or waits here."""


def restore_of(ports: Ports, record: Item) -> str:
    """The document about the restore that made this table."""
    return document_id(Restore.KIND, ports.home, str(record["table"]))


def state_of(ports: Ports, restore: str) -> str:
    """Where the restore stands; empty until it was found."""
    at = keys.head(ports.home, restore)
    kept = ports.store.read([at])
    return str(kept[at]["state"]) if at in kept else ""


def found(kernel: Kernel, operation: Operation, restore: str, record: Item) -> str:
    """The events first: once the document is there, they have been told again."""
    said = {"since": _since(record), "until": FOREVER}
    kernel.ports.queue.send(REPUBLISH, json.dumps(said))
    caller = callers.itself(operation.name, kernel.ports.home)
    given = kernel.given(caller, kernel.ports.clock(), {})
    cause = "a restore of the ledger"
    frame = kernel.frame(operation, given, correlation=restore, causation=cause)
    write(kernel.ports, opened(_opening(restore, record), frame))
    return f"found a restored table: {restore}"


def _since(record: Item) -> str:
    """From when events are told again: all of them, where nobody knows the restore point."""
    if not record["restored_to"]:
        return ""
    return iso(datetime.fromisoformat(str(record["restored_to"])) - KEPT)


def _opening(restore: str, record: Item) -> Opening:
    facts = {
        "ledger": record["table"],
        "restored_to": record["restored_to"] or None,
        "found_at": record["found"],
    }
    body, event = Restore.model_validate(facts), RestoreFound.model_validate(facts)
    return Opening(restore, body, "quarantined", event)

"""What is written when a document begins to wait, and when it waits no more."""

from collections.abc import Sequence

from functions.runtime import keys
from functions.runtime.commit import Planned
from functions.runtime.items import Frame
from functions.runtime.ports import Delete, Item, Key, Put
from schemas.base import iso


def waiters(
    frame: Frame, prerequisites: Sequence[Key], document: str, message: str
) -> list[Planned]:
    """A message parked under each prerequisite that could release it."""
    found = []
    for prerequisite in prerequisites:
        key = keys.waiter(prerequisite, f"{frame.tenant}#{document}", frame.operation)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "operation": frame.operation,
            "message": message,
            "since": iso(frame.now),
        }
        found.append(Planned("waiter", Put(item)))
    return found


def unpark(frame: Frame, prerequisites: Sequence[Key], document: str) -> list[Planned]:
    """The end of waiting: what was parked under these prerequisites is taken away."""
    found = [
        keys.waiter(one, f"{frame.tenant}#{document}", frame.operation) for one in prerequisites
    ]
    return [Planned("unpark", Delete(key)) for key in found]

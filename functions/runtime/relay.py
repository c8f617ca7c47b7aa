"""The outbox: committed events leave for the bus from here, and from nowhere else.

Announcing an event twice is harmless: it keeps its id, and consumers keep a mark by it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.runtime.errors import Unavailable
from functions.runtime.ports import Bus, Item, Key, Store

ENTRIES_MAX = 10
BYTES_MAX = 200_000
"""Below PutEvents' 256 kB, which counts source and type as well."""


def from_stream(bus: Bus, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Announce a stream's records; answers the sequence numbers that were not taken."""
    told = [(record["dynamodb"]["SequenceNumber"], _image(record)) for record in records]
    failed = _announce(bus, [item for _, item in told])
    return [told[place][0] for place in failed]


def announce(store: Store, bus: Bus, wanted: Sequence[Key]) -> int:
    """Announce stored events again. Raises Unavailable if the bus did not take all of them."""
    found = store.read(list(wanted))
    if _announce(bus, list(found.values())):
        raise Unavailable("the bus did not take every event")
    return len(found)


def _announce(bus: Bus, items: Sequence[Item]) -> list[int]:
    """Entries go out by ten and by size; one that failed never holds up the rest."""
    failed: list[int] = []
    for places in _batches(items):
        refused = bus.publish([_entry(items[place]) for place in places])
        failed += [places[index] for index in refused]
    return failed


def _batches(items: Sequence[Item]) -> Iterable[list[int]]:
    batch: list[int] = []
    size = 0
    for place, item in enumerate(items):
        weight = len(str(item["envelope"]).encode()) + 256
        if batch and (len(batch) == ENTRIES_MAX or size + weight > BYTES_MAX):
            yield batch
            batch, size = [], 0
        batch.append(place)
        size += weight
    if batch:
        yield batch


def _entry(item: Item) -> dict[str, str]:
    return {
        "source": str(item["source"]),
        "type": str(item["type"]),
        "detail": str(item["envelope"]),
    }


def _image(record: Mapping[str, Any]) -> Item:
    return {
        name: next(iter(value.values())) for name, value in record["dynamodb"]["NewImage"].items()
    }

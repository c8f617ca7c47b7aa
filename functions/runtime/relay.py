"""The outbox: committed events leave for the bus from here, and from nowhere else.

Announcing an event twice is harmless: it keeps its id, and consumers keep a mark by it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.runtime.errors import Unavailable
from functions.runtime.ports import Bus, Item, Key, Store

Entry = dict[str, str]
ENTRIES_MAX = 10
BYTES_MAX = 200_000
"""Below PutEvents' 256 kB, which counts source and type as well."""


def from_stream(bus: Bus, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Announce a stream's records; answers the sequence numbers that were not taken."""
    told = [(record["dynamodb"]["SequenceNumber"], image(record)) for record in records]
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
    for batch in _batches(items):
        places = [place for place, _ in batch]
        refused = bus.publish([entry for _, entry in batch])
        failed += [places[index] for index in refused]
    return list(dict.fromkeys(failed))


def _batches(items: Sequence[Item]) -> Iterable[list[tuple[int, Entry]]]:
    """Entries with the places of their items."""
    batch: list[tuple[int, Entry]] = []
    size = 0
    for place, item in enumerate(items):
        for entry in _entries(item):
            weight = len(entry["detail"].encode()) + 256
            if batch and (len(batch) == ENTRIES_MAX or size + weight > BYTES_MAX):
                yield batch
                batch, size = [], 0
            batch.append((place, entry))
            size += weight
    if batch:
        yield batch


def _entries(item: Item) -> Iterable[Entry]:
    """The event as it was committed, then in each earlier version that is still announced."""
    source, detail = str(item["source"]), str(item["envelope"])
    yield {"source": source, "type": str(item["type"]), "detail": detail}
    for kind, data in json.loads(str(item.get("earlier", "{}"))).items():
        said = json.dumps({**json.loads(detail), "type": kind, "data": data}, ensure_ascii=False)
        yield {"source": source, "type": kind, "detail": said}


def image(record: Mapping[str, Any]) -> Item:
    """The event item that a record of the stream tells of."""
    return {
        name: next(iter(value.values())) for name, value in record["dynamodb"]["NewImage"].items()
    }

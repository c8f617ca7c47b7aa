"""How AWS rounds what it bills (`prices.json`; DynamoDB guide, "Read and write operations").

Sizes are bytes of items as `functions.runtime.memory.limits.size` has them.
"""

from math import ceil

from functions.runtime.memory.limits import size
from functions.runtime.ports import Item

KB, READ_BYTES, CHUNK_BYTES, GB = 1024, 4 * 1024, 64 * 1024, 10**9
INDEXED = ("pk", "sk", "gpk", "gsk")


def write_units(before: Item | None, after: Item | None) -> int:
    """Of one item in a transaction: the larger of both images, each kB twice."""
    return 2 * max(1, ceil(max(size(before or {}), size(after or {})) / KB))


def index_units(before: Item | None, after: Item | None) -> int:
    """Of the sparse index of keys: what leaves it and what enters it; a change is both."""
    left, entered = _entry(before), _entry(after)
    if left == entered:
        return 0
    return sum(max(1, ceil(size(entry) / KB)) for entry in (left, entered) if entry)


def read_units(bytes_: int) -> int:
    """Of one consistent read; what is not there counts as well."""
    return max(1, ceil(bytes_ / READ_BYTES))


def chunks(bytes_: int) -> int:
    """Events and messages are billed by 64 kB."""
    return max(1, ceil(bytes_ / CHUNK_BYTES))


def _entry(item: Item | None) -> Item | None:
    if not item or "gpk" not in item or "gsk" not in item:
        return None
    return {name: item[name] for name in INDEXED}

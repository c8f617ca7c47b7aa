"""What DynamoDB calls not valid, whatever stands in the table: ValueError, as from the adapter.

Sizes follow "DynamoDB item sizes and formats"; limits follow the quotas of the service.
"""

from collections.abc import Sequence

from functions.runtime.ports import Item, Put, Write

WRITES_LIMIT = 100
ITEM_BYTES = 400 * 1024
TRANSACTION_BYTES = 4 * 1024 * 1024
PARTITION_KEY_BYTES = 2048
SORT_KEY_BYTES = 1024
DIGITS = 38


def check(writes: Sequence[Write]) -> None:
    """Refuse a transaction that could never be written."""
    if not 0 < len(writes) <= WRITES_LIMIT:
        raise ValueError(f"a transaction has from 1 to {WRITES_LIMIT} writes")
    keys = [write.key for write in writes]
    if len(set(keys)) < len(keys):
        raise ValueError("a transaction writes no item twice")
    for key in keys:
        _check_key(key.pk, PARTITION_KEY_BYTES)
        _check_key(key.sk, SORT_KEY_BYTES)
    puts = [write.item for write in writes if isinstance(write, Put)]
    for item in puts:
        _check_item(item)
    if sum(size(item) for item in puts) > TRANSACTION_BYTES:
        raise ValueError(f"a transaction has at most {TRANSACTION_BYTES} bytes")


def size(item: Item) -> int:
    """Bytes of an item: names and texts in UTF-8, two digits of a number in each byte."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: str | int) -> int:
    return len(value.encode()) if isinstance(value, str) else (len(str(abs(value))) + 1) // 2 + 1


def _check_key(value: object, limit: int) -> None:
    if not isinstance(value, str) or not 0 < len(value.encode()) <= limit:
        raise ValueError(f"a key is text of 1 to {limit} bytes")


def _check_item(item: Item) -> None:
    for name in ("gpk", "gsk"):
        if name in item:
            _check_key(item[name], SORT_KEY_BYTES if name == "gsk" else PARTITION_KEY_BYTES)
    for name, value in item.items():
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise ValueError(f"{name} is neither text nor a whole number")
        if isinstance(value, int) and len(str(abs(value))) > DIGITS:
            raise ValueError(f"{name} has more than {DIGITS} digits")
    if size(item) > ITEM_BYTES:
        raise ValueError(f"an item has at most {ITEM_BYTES} bytes")

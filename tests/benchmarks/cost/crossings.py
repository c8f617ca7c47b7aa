"""What one call through a port is billed as; what a condition refused costs like a write."""

from collections.abc import Sequence
from typing import Any

from functions.runtime.memory import Crossing, World
from functions.runtime.memory.limits import size
from functions.runtime.ports import Check, Item, Key, Put, Write
from tests.benchmarks.cost import rounding
from tests.benchmarks.cost.prices import Units

PAGE = 100
_PLAIN = {
    "store.origin": "",
    "store.put_object": "s3.put",
    "store.get_object": "s3.get",
    "queue.postpone": "sqs.request",
    "letters.read": "sqs.request",
    "letters.redrive": "sqs.request",
    "remote.secret": "secrets.request",
    "workflows.start": "",
    "workflows.complete": "",
    "notices.notify": "sns.mail",
    "vault.keys": "kms.request",
    "vault.unwrap": "kms.request",
    "vault.sign": "kms.request",
}
"""One unit each, or nothing. A name that is nowhere here is an error: it would be left out."""


def billed(world: World, crossing: Crossing) -> Units:
    """Units of one call. Raises KeyError for a call that nobody has put a price on."""
    name, args = crossing.name, crossing.args
    if name == "store.read":
        return {"dynamodb.read": sum(_read(world, key) for key in args[0])}
    if name == "store.write":
        return {"dynamodb.write": _written(world, args[0])}
    if name in ("store.query", "store.index", "store.scan"):
        share = 1 if name == "store.query" else 0.5
        return {"dynamodb.read": share * rounding.read_units(_found(world, name, args))}
    if name == "bus.publish":
        sizes = [sum(len(text.encode()) for text in entry.values()) for entry in args[0]]
        whole = sum(map(rounding.chunks, sizes))
        return {"events.chunk": whole, "events.archive_gb": sum(sizes) / rounding.GB}
    if name == "queue.send":
        return {"sqs.request": rounding.chunks(len(args[1].encode()))}
    if name == "remote.call":
        sent = len(args[0].body) + len(str(args[0].headers)) + len(args[0].url)
        return {"out.gb": sent / rounding.GB}
    return {_PLAIN[name]: 1} if _PLAIN[name] else {}


def _read(world: World, key: Key) -> int:
    item = world.store.tables[key.table].get((key.pk, key.sk))
    return rounding.read_units(size(item) if item else 0)


def _written(world: World, writes: Sequence[Write]) -> int:
    units = 0
    for write in writes:
        before = world.store.tables[write.key.table].get((write.key.pk, write.key.sk))
        if isinstance(write, Check):
            units += rounding.write_units(before, None)
            continue
        after = write.item if isinstance(write, Put) else None
        units += rounding.write_units(before, after)
        if write.key.table == "ledger":
            units += rounding.index_units(before, after)
    return units


def _found(world: World, name: str, args: tuple[Any, ...]) -> int:
    """Bytes of one page; a scan's is of whatever the table holds."""
    table = world.store.tables["ledger"]
    if name == "store.index":
        items: list[Item] = [item for _, item in table.index.partition(args[0])]
    elif name == "store.query":
        keys = table.sort_keys(args[0], args[1], "", False)
        items = [table.items[args[0], sk] for sk in keys]
    else:
        items = list(table.items.values())
    return sum(map(size, items[:PAGE]))

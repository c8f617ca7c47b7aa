"""Which documents moved since the last seal: kept in batches until a seal covers them.

The stream tells of every committed event, in the order of each document. A batch is written under
the hash of what is in it, so that a stream that repeats itself changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

from functions.audit.seals import SealedHead, heads_in, leaves, newest
from functions.runtime import keys
from functions.runtime.commit import Planned, write
from functions.runtime.kernel import Kernel
from functions.runtime.ports import Delete, Item, Key, Put
from schemas.base import digest

TOGETHER = 1_000
"""Heads in one batch: an item holds 400 kB."""
DELETED_TOGETHER = 20


def collect(kernel: Kernel, items: Iterable[Item]) -> int:
    """Remember the newest of these events or heads for the next seal. Raises Unavailable."""
    heads = newest(map(_head, items))
    for start in range(0, len(heads), TOGETHER):
        text = leaves(heads[start : start + TOGETHER])
        key = keys.unsealed(kernel.ports.home, digest(text)[:32])
        batch: Item = {"pk": key.pk, "sk": key.sk, "heads": text}
        write(kernel.ports, [Planned("batch", Put(batch))])
    return len(heads)


def _head(item: Item) -> SealedHead:
    tenant, _, document = str(item["pk"]).partition("#")
    version = item.get("version") or str(item["sk"]).removeprefix("event#")
    return SealedHead(tenant, document, int(version), str(item["hash"]))


def batches(kernel: Kernel, most: int) -> Iterator[Item]:
    """The batches that no seal covers, so many at most; read consistently."""
    place, after, more = keys.unsealed(kernel.ports.home), "", True
    while more and most > 0:
        page = kernel.ports.store.query(place.pk, place.sk, after=after, limit=min(most, 100))
        yield from page.items
        most -= len(page.items)
        after, more = page.after, bool(page.after)


def heads_of(found: Iterable[Item]) -> list[SealedHead]:
    """The leaves over some batches."""
    return newest(head for batch in found for head in heads_in(str(batch["heads"])))


def forget(kernel: Kernel, names: Sequence[str]) -> None:
    """Take away batches that a seal covers; those that are gone already do no harm."""
    pk = keys.unsealed(kernel.ports.home).pk
    for start in range(0, len(names), DELETED_TOGETHER):
        chosen = names[start : start + DELETED_TOGETHER]
        write(kernel.ports, [Planned("batch", Delete(Key(pk, sk))) for sk in chosen])

"""A store that is read as it is, under what would have been written to it."""

import json
from collections.abc import Sequence

from functions.runtime.memory.table import holds
from functions.runtime.ports import (
    Bucket,
    Check,
    ConditionFailed,
    Item,
    Key,
    Origin,
    Page,
    Put,
    Store,
    Write,
)

PAGES_MAX = 50
"""Pages of one partition that are read for a query, which must be merged with what was captured."""


class Beyond(Exception):
    """As far as can be seen without doing it. No TieoutError: the kernel must not recover."""


class CapturedStore:
    """Reads the real tables, over which lies what was captured; conditions are checked on both."""

    def __init__(self, store: Store, steps: list[str], *, files: bool = True) -> None:
        self._store = store
        self._steps = steps
        self._files = files
        self._items: dict[Key, Item | None] = {}
        self._objects: dict[tuple[str, str], bytes] = {}

    def read(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """As the port says, with what was captured."""
        found = self._store.read([key for key in keys if key not in self._items])
        over = {key: self._items.get(key) for key in keys}
        return found | {key: item for key, item in over.items() if item is not None}

    def write(self, writes: Sequence[Write]) -> None:
        """Captured, if every condition holds now. Raises ConditionFailed."""
        keys = [one.key for one in writes]
        found = self.read(keys)
        stood: dict[int, Item | None] = {
            place: found.get(key)
            for place, (key, one) in enumerate(zip(keys, writes, strict=True))
            if not all(holds(clause, found.get(key)) for clause in one.when)
        }
        if stood:
            raise ConditionFailed(stood)
        for one in writes:
            if isinstance(one, Put):
                self._items[one.key] = dict(one.item)
                self._steps += _said(one.item)
            elif not isinstance(one, Check):
                self._items[one.key] = None

    def query(
        self, pk: str, prefix: str, *, after: str = "", limit: int = 100, newest: bool = False
    ) -> Page:
        """As the port says, in one page: what was captured belongs between what is there."""
        found: dict[str, Item] = {}
        at = ""
        for _ in range(PAGES_MAX):
            page = self._store.query(pk, prefix, after=at)
            found |= {str(item["sk"]): item for item in page.items}
            at = page.after
            if not at:
                break
        for key, item in self._items.items():
            if key.pk == pk and key.sk.startswith(prefix) and key.table == "ledger":
                found.pop(key.sk, None)
                found |= {key.sk: item} if item is not None else {}
        return Page([found[sk] for sk in sorted(found, key=str.encode, reverse=newest)])

    def index(self, gpk: str, *, upto: str = "", after: str = "", limit: int = 100) -> Page:
        """As it is: an index lags, so nobody relies on what was just written."""
        return self._store.index(gpk, upto=upto, after=after, limit=limit)

    def scan(self, prefix: str, *, after: str = "", limit: int = 100) -> Page:
        """Too dear to be tried."""
        raise Beyond("would search the whole ledger")

    def origin(self) -> Origin:
        """As it is."""
        return self._store.origin()

    def put_object(self, name: str, body: bytes, *, bucket: Bucket = "documents") -> None:
        """Captured."""
        self._objects[bucket, name] = body

    def get_object(
        self, name: str, *, version: str = "", bucket: Bucket = "documents", limit: int = 0
    ) -> bytes:
        """As the port says, with what was captured."""
        kept = self._objects.get((bucket, name))
        if kept is not None:
            return kept
        if bucket != "documents" and not self._files:
            raise Beyond(f"would read an object of the {bucket} bucket")
        return self._store.get_object(name, version=version, bucket=bucket, limit=limit)


def _said(item: Item) -> list[str]:
    """What an item that would be written means to a person: ids and states, never content."""
    sk = str(item["sk"])
    if sk.startswith("event#"):
        told = json.loads(str(item["envelope"]))
        return [f"would commit {told['type']}: {told['document']} becomes {told['state']}"]
    if sk.startswith("wait#"):
        return ["would park until what it needs is there"]
    if sk.startswith("effect#") and "outcome" not in item:
        return [f"would leave {sk.replace('#', ' ')} at {item['system']} {item['state']}"]
    return []

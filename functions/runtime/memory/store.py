"""The store in memory: two tables, the stream of new events, and the buckets."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from functions.runtime import cursor
from functions.runtime.errors import Invalid, Missing, Unavailable
from functions.runtime.memory import limits
from functions.runtime.memory.boundary import Boundary
from functions.runtime.memory.table import MemoryTable, holds
from functions.runtime.ports import (
    Bucket,
    ConditionFailed,
    Delete,
    Item,
    Key,
    Origin,
    Page,
    Put,
    Table,
    Write,
)
from schemas.base import digest

READ_LIMIT = 100
READ_BYTES = 16 * 1024 * 1024
PAGE_BYTES = 1024 * 1024


class Stored(NamedTuple):
    """One version of an object."""

    version: str
    body: bytes


class MemoryStore:
    """`tables`, `objects`, `stream` and `table` are for tests to look into, and to change.

    `tables["ledger"].index.lagging = True` keeps writes from the index until `catch_up`.
    `stream` has the new image of every event item, in the order of the commits.
    """

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self.tables: dict[Table, MemoryTable] = {"ledger": MemoryTable(), "keys": MemoryTable()}
        self.stream: list[Item] = []
        self.table = Origin("table-1")
        self.objects: defaultdict[Bucket, dict[str, list[Stored]]] = defaultdict(dict)

    def read(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """As the port says; a call of DynamoDB for each 100 keys."""
        wanted, found = list(dict.fromkeys(keys)), {}
        for start in range(0, len(wanted), READ_LIMIT):
            asked = wanted[start : start + READ_LIMIT]
            with self.boundary.crossing("store.read", tuple(asked)):
                images = {key: self.tables[key.table].get((key.pk, key.sk)) for key in asked}
                part = {key: item for key, item in images.items() if item is not None}
            if sum(limits.size(item) for item in part.values()) > READ_BYTES:
                raise Unavailable("the store answered in part")
            found.update(part)
        return found

    def write(self, writes: Sequence[Write]) -> None:
        """As the port says. Raises ValueError for what DynamoDB calls not valid."""
        with self.boundary.crossing("store.write", tuple(writes)):
            limits.check(writes)
            stood = {index: self._at(one) for index, one in enumerate(writes)}
            failed = [
                index
                for index, one in enumerate(writes)
                if not all(holds(clause, stood[index]) for clause in one.when)
            ]
            if failed:
                raise ConditionFailed({index: stood[index] for index in failed})
            for index, one in enumerate(writes):
                self._apply(one, new=stood[index] is None)

    def _at(self, write: Write) -> Item | None:
        key = write.key
        return self.tables[key.table].get((key.pk, key.sk))

    def _apply(self, write: Write, *, new: bool) -> None:
        if isinstance(write, Put):
            self.tables[write.table].put(write.item)
            if new and write.table == "ledger" and write.key.sk.startswith("event#"):
                self.stream.append(dict(write.item))
        elif isinstance(write, Delete):
            self.tables[write.key.table].delete((write.key.pk, write.key.sk))

    def query(
        self, pk: str, prefix: str, *, after: str = "", limit: int = 100, newest: bool = False
    ) -> Page:
        """As the port says; a full page has an `after` even if nothing follows, as DynamoDB's."""
        place = cursor.read(after, 1, prefix)[0] if after else ""
        with self.boundary.crossing("store.query", pk, prefix):
            ledger = self.tables["ledger"]
            page, bytes_read = Page([]), 0
            for sk in ledger.sort_keys(pk, prefix, place, newest):
                page.items.append(dict(ledger.items[pk, sk]))
                bytes_read += limits.size(page.items[-1])
                if len(page.items) == limit or bytes_read > PAGE_BYTES:
                    return Page(page.items, cursor.written([sk]))
        return page

    def index(self, gpk: str, *, upto: str = "", after: str = "", limit: int = 100) -> Page:
        """As the port says."""
        place = tuple(cursor.read(after, 3)) if after else ()
        with self.boundary.crossing("store.index", gpk, upto):
            rows = [
                (at, item)
                for at, item in self.tables["ledger"].index.partition(gpk)
                if at > place and (not upto or at[0] <= upto)
            ][:limit]
        last = cursor.written(rows[-1][0]) if len(rows) == limit else ""
        return Page([item for _, item in rows], last)

    def scan(self, prefix: str, *, after: str = "", limit: int = 100) -> Page:
        """As the port says; pages may be empty before the last one, as DynamoDB's."""
        place = _order(*cursor.read(after, 2)) if after else ("", "", "")
        with self.boundary.crossing("store.scan", prefix):
            ordered = sorted(_order(pk, sk) for pk, sk in self.tables["ledger"].items)
            seen = [at for at in ordered if at > place][:limit]
        items = self.tables["ledger"].items
        found = [dict(items[pk, sk]) for _, pk, sk in seen if sk.startswith(prefix)]
        return Page(found, cursor.written(seen[-1][1:]) if len(seen) == limit else "")

    def origin(self) -> Origin:
        """As the port says."""
        with self.boundary.crossing("store.origin"):
            return self.table

    def put_object(self, name: str, body: bytes, *, bucket: Bucket = "documents") -> None:
        """As the port says."""
        with self.boundary.crossing("store.put_object", bucket, name):
            versions = self.objects[bucket].setdefault(name, [])
            versions.append(Stored(f"v{len(versions) + 1}", body))

    def get_object(
        self, name: str, *, version: str = "", bucket: Bucket = "documents", limit: int = 0
    ) -> bytes:
        """As the port says; without a version the newest."""
        with self.boundary.crossing("store.get_object", bucket, name):
            stored = self.objects[bucket].get(name, [])
            matching = [one.body for one in stored if version in ("", one.version)]
        if not matching:
            raise Missing("there is no such object")
        if limit and len(matching[-1]) > limit:
            raise Invalid("the object is too large", status=413, limit=limit)
        return matching[-1]


def _order(pk: str, sk: str) -> tuple[str, str, str]:
    """Partitions are scattered by a hash of their key, as in DynamoDB."""
    return digest(pk), pk, sk

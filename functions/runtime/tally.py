"""How many documents are on lists and since when, from the index alone; no document is read."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from functions.runtime.ports import Key, Store

PAGE = 1_000
PAGES_MAX = 10
"""Of one list: beyond ten thousand the count is *at least*."""


class Tally(NamedTuple):
    """A count, and when the oldest of them was received."""

    many: int = 0
    oldest: str = ""

    def __add__(self, other: object) -> "Tally":
        """Both together."""
        if not isinstance(other, Tally):
            return NotImplemented
        oldest = min((one for one in (self.oldest, other.oldest) if one), default="")
        return Tally(self.many + other.many, oldest)

    def age(self, now: datetime) -> int:
        """Seconds since the oldest was received; 0 if there is none."""
        if not self.oldest:
            return 0
        return max(0, int((now - datetime.fromisoformat(self.oldest)).total_seconds()))


def tally(store: Store, tenant: str, shelves: Iterable[str]) -> Tally:
    """All documents on these lists of a tenant."""
    found = Tally()
    for shelf in shelves:
        after = ""
        for _ in range(PAGES_MAX):
            page = store.index(f"{tenant}#{shelf}", after=after, limit=PAGE)
            if page.items:
                since = str(page.items[0]["gsk"]).partition("#")[0]
                found += Tally(len(page.items), since)
            after = page.after
            if not after:
                break
    return found


def listed(store: Store, tenant: str, shelf: str, most: int) -> list[Key]:
    """The keys of a list's documents, the oldest first, at most so many."""
    found: list[Key] = []
    after = ""
    while len(found) < most:
        page = store.index(f"{tenant}#{shelf}", after=after, limit=min(PAGE, most - len(found)))
        found += [Key(str(item["pk"]), str(item["sk"])) for item in page.items]
        after = page.after
        if not after:
            break
    return found

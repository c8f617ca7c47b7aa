"""One table in memory: conditions, ranges of a partition, and the sparse index that may lag."""

from bisect import bisect_left, bisect_right, insort

from functions.runtime.ports import Clause, Item

Place = tuple[str, str]
"""`pk` and `sk`."""
INDEXED = ("pk", "sk", "gpk", "gsk")


def holds(clause: Clause, item: Item | None) -> bool:
    """Whether a clause holds for the item as it stands, or for none."""
    operator, attribute, value = clause
    if operator == "absent":
        return attribute not in (item or {})
    if operator.startswith("absent or "):
        return item is None or _compares(operator[-1], item.get(attribute), value)
    return _compares(operator, (item or {}).get(attribute), value)


def _compares(operator: str, left: str | int | None, right: str | int) -> bool:
    """As DynamoDB does: nothing is equal to what is not there, and text is never a number."""
    if operator == "=":
        return left == right
    if operator == "<>":
        return left != right
    if isinstance(left, str) and isinstance(right, str):
        return left.encode() < right.encode()
    return isinstance(left, int) and isinstance(right, int) and left < right


class Index:
    """The keys of the items that have `gpk` and `gsk`; while it lags, changes pile up."""

    def __init__(self) -> None:
        self.lagging = False
        self._behind: list[tuple[Place, Item | None]] = []
        self._items: dict[Place, Item] = {}

    def change(self, place: Place, item: Item | None) -> None:
        """Take in the new image of an item, at once or later."""
        self._behind.append((place, dict(item) if item else None))
        if not self.lagging:
            self.catch_up()

    def catch_up(self) -> None:
        """See everything that was written so far."""
        for place, item in self._behind:
            self._items.pop(place, None)
            if item and "gpk" in item and "gsk" in item:
                self._items[place] = {name: item[name] for name in INDEXED}
        self._behind.clear()

    def partition(self, gpk: str) -> list[tuple[tuple[str, str, str], Item]]:
        """What the index has of one partition: (gsk, pk, sk) and the item, in that order."""
        found = [
            ((str(item["gsk"]), str(item["pk"]), str(item["sk"])), dict(item))
            for item in self._items.values()
            if item["gpk"] == gpk
        ]
        return sorted(found, key=lambda pair: pair[0])


class MemoryTable:
    """Items by partition and sort key. Text sorts by code point, which is the order of UTF-8."""

    def __init__(self) -> None:
        self.items: dict[Place, Item] = {}
        self.index = Index()
        self._sort_keys: dict[str, list[str]] = {}

    def get(self, place: Place) -> Item | None:
        """A copy of the item."""
        item = self.items.get(place)
        return dict(item) if item is not None else None

    def put(self, item: Item) -> None:
        """Write the whole item."""
        place = (str(item["pk"]), str(item["sk"]))
        if place not in self.items:
            insort(self._sort_keys.setdefault(place[0], []), place[1])
        self.items[place] = dict(item)
        self.index.change(place, item)

    def delete(self, place: Place) -> None:
        """Remove the item, if it is there."""
        if self.items.pop(place, None) is not None:
            self._sort_keys[place[0]].remove(place[1])
            self.index.change(place, None)

    def sort_keys(self, pk: str, prefix: str, after: str, newest: bool) -> list[str]:
        """The sort keys of a partition under a prefix, in order, behind `after` if it is set."""
        names = self._sort_keys.get(pk, [])
        start, end = bisect_left(names, prefix), len(names)
        if after and newest:
            end = bisect_left(names, after)
        elif after:
            start = max(start, bisect_right(names, after))
        found = [name for name in names[start:end] if name.startswith(prefix)]
        return found[::-1] if newest else found

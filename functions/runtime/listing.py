"""Pages of a list: what the caller may see of it and asked for, oldest or dearest first."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from functions.runtime import cursor
from functions.runtime.decision import Caller, Head, Listing
from functions.runtime.errors import Denied, Invalid
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.ports import Item, Key
from schemas.base import AskedPage, Document, Model

PAGE = 100
RANKED_MAX = 2_000
"""Documents that are put in order by amount in one call; above it the question is too wide."""
_NINES = Decimal(10) ** 30


def listing(kernel: Kernel, kind: type[Document], caller: Caller, asked: Model) -> Listing[Any]:
    """A page of what the caller may see; its cursor names nothing that was left out."""
    if not isinstance(asked, AskedPage):
        raise TypeError(f"{type(asked).__name__} asks for no list")
    entity = getattr(asked, "entity", None)
    if entity is not None and not caller.may_touch(str(entity)):
        raise Denied("this caller may not see documents of that entity")
    if asked.ranked():
        return _ranked(kernel, kind, caller, asked)
    seen: list[Head[Any]] = []
    last = ""
    for place, head in _wanted(kernel, kind, caller, asked, asked.after, asked.limit + 1):
        if len(seen) == asked.limit:
            return Listing(tuple(seen), last)
        seen.append(head)
        last = place
    return Listing(tuple(seen))


def _ranked(kernel: Kernel, kind: type[Document], caller: Caller, asked: AskedPage) -> Listing[Any]:
    """The dearest first. Raises Invalid where there are too many to be put in order."""
    found = [
        (_rank(asked, head), head)
        for _, head in islice(_wanted(kernel, kind, caller, asked, "", PAGE), RANKED_MAX + 1)
    ]
    if len(found) > RANKED_MAX:
        raise Invalid(f"more than {RANKED_MAX} to put in order: ask for fewer")
    found.sort(key=lambda one: one[0])
    begin = tuple(cursor.read(asked.after, 2)) if asked.after else ("", "")
    later = [(rank, head) for rank, head in found if rank > begin]
    page = later[: asked.limit]
    more = len(later) > len(page)
    return Listing(tuple(head for _, head in page), cursor.written(page[-1][0]) if more else "")


def _rank(asked: AskedPage, head: Head[Any]) -> tuple[str, str]:
    """Text that sorts the largest amount first, then by id."""
    return f"{_NINES - asked.rank(head.body):060f}", head.id


def _wanted(
    kernel: Kernel,
    kind: type[Document],
    caller: Caller,
    asked: AskedPage,
    after: str,
    limit: int,
) -> Iterator[tuple[str, Head[Any]]]:
    for place, item in _visible(kernel, caller, f"{caller.tenant}#{asked.shelf()}", after, limit):
        head = read_head(item, kind, kernel.ports.store)
        if asked.wants(head.body, head.received_at):
            yield place, head


def _visible(
    kernel: Kernel, caller: Caller, gpk: str, after: str, limit: int
) -> Iterator[tuple[str, Item]]:
    """The heads of a list that the caller may see, in its order, each with its cursor."""
    store, more = kernel.ports.store, True
    while more:
        page = store.index(gpk, after=after, limit=limit)
        found = store.read([Key(str(item["pk"]), str(item["sk"])) for item in page.items])
        for listed in page.items:
            at = str(listed["pk"]), str(listed["sk"])
            item = found.get(Key(*at))
            if item and caller.may_touch(str(item["entity"])):
                yield cursor.written([str(listed["gsk"]), *at]), item
        after, more = page.after, bool(page.after)

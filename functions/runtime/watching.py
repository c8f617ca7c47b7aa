"""A sweep over what waits: who is over the term is told to its owner, who no longer is, cleared.

It decides from heads and events as they stand, never from a message: duplicates, reordering and a
sweep that died in the middle change nothing. The index may lag; what it says is read again.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from functions.runtime import keys
from functions.runtime.episode import begun
from functions.runtime.lateness import Overdue, Watch, breached, cleared
from functions.runtime.ports import Item, Key
from functions.runtime.watched import Scope, Watched, lists, scopes, tenants
from schemas.base import iso

PAGE = 30
"""Listed items whose surroundings are read in one call, three keys for each."""
_AFTER = "~"
"""Sorts behind every character of a place in a list."""
MOST = 3_000
"""Documents that one sweep looks at; it goes on from there with the next message to itself."""


class Place(NamedTuple):
    """Where a sweep stopped: the list, the watcher, and how far in it."""

    gpk: str
    watcher: str
    after: str


class Swept(NamedTuple):
    """What one sweep found, and where the next one goes on."""

    late: int
    place: Place | None


def sweep(watch: Watch, begin: Place | None) -> Swept:
    """Look through every list from that place on."""
    late, left, begins = 0, MOST, begin is None
    for watched in _lists(watch):
        here = begin is not None and begin[:2] == (watched.gpk, watched.watcher.name)
        begins = begins or here
        if not begins:
            continue
        after, more = (begin.after if begin and here else ""), True
        while more:
            if left <= 0:
                return Swept(late, Place(watched.gpk, watched.watcher.name, after))
            seen, found, after = _page(watch, watched, after)
            late, left, more = late + found, left - seen, bool(after)
    return Swept(late, None)


def clear(watch: Watch) -> int:
    """Close the cases of all that is no longer late."""
    done = 0
    for tenant in tenants(watch.kernel, watch.now):
        known, after, more = scopes(watch.kernel, tenant, watch.now), "", True
        while more:
            page = watch.kernel.ports.store.index(keys.late(tenant), after=after, limit=PAGE)
            done += _clear(watch, known, tenant, page.items)
            after, more = page.after, bool(page.after)
    return done


def _lists(watch: Watch) -> Iterator[Watched]:
    for tenant in tenants(watch.kernel, watch.now):
        for scope in scopes(watch.kernel, tenant, watch.now):
            yield from lists(scope)


def _page(watch: Watch, watched: Watched, after: str) -> tuple[int, int, str]:
    """How many documents of the list were looked at, how many are newly late, what comes next.

    Nobody waits longer than since the document came, so that younger ones are left out.
    """
    store, (scope, watcher, gpk) = watch.kernel.ports.store, watched
    grace = timedelta(seconds=scope.watchers.skew_seconds)
    upto = f"{iso(watch.now - watcher.within.least() - grace)}{_AFTER}"
    page = store.index(gpk, upto=upto, after=after, limit=PAGE)
    heads = [Key(str(item["pk"]), str(item["sk"])) for item in page.items]
    known = {at: Key(at.pk, f"deadline#{watcher.name}") for at in heads}
    found = store.read([*heads, *known.values()]) if heads else {}
    late = 0
    for at in heads:
        head = found.get(at)
        if head is None or known[at] in found or not scope.holds(str(head["entity"])):
            continue
        since = begun(store, head, watcher)
        due = watcher.within.ends(since.began, scope.calendar) if since else watch.now
        if since and due + grace <= watch.now:
            late += breached(watch, scope, watcher, head, Overdue(*since, due))
    return len(heads), late, page.after


def _clear(watch: Watch, known: Sequence[Scope], tenant: str, listed: Sequence[Item]) -> int:
    store = watch.kernel.ports.store
    at = [Key(str(item["pk"]), str(item["sk"])) for item in listed]
    deadlines = list(store.read(at).values()) if at else []
    heads = {one["document"]: keys.head(tenant, str(one["document"])) for one in deadlines}
    cases = {one["case"]: keys.head(tenant, str(one["case"])) for one in deadlines}
    found = store.read([*heads.values(), *cases.values()]) if deadlines else {}
    done = 0
    for deadline in deadlines:
        head = found.get(heads[deadline["document"]])
        why = _ended(watch, known, deadline, head) if head else ""
        if why:
            done += cleared(watch, tenant, deadline, found.get(cases[deadline["case"]]), why)
    return done


def _ended(watch: Watch, known: Sequence[Scope], deadline: Item, head: Item) -> str:
    """Why it is no longer late; empty while it is."""
    scope = next(one for one in known if one.holds(str(head["entity"])))
    watcher = scope.watcher(str(deadline["watcher"]))
    if watcher is None:
        return "policy watches for it no more"
    since = begun(watch.kernel.ports.store, head, watcher)
    if since and since.version == int(deadline["version"]):
        return ""
    return f"what was expected came: it is {head['state']}"

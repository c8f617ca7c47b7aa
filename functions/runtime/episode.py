"""Since when a document waits: read off its own events, so that no order of arrival matters."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from functions.runtime.ports import Item, Store
from schemas.events.envelope import Envelope
from schemas.policies.watchers import ANYTHING, Watcher

PAGE = 20


class Episode(NamedTuple):
    """One waiting: the version of the document that began it, and when that was."""

    version: int
    began: datetime


def begun(store: Store, head: Item, watcher: Watcher) -> Episode | None:
    """The waiting that the document is in; None if it waits for nothing of this watcher's."""
    if str(head["state"]) not in watcher.after:
        return None
    if int(head["version"]) == 1 and watcher.since is None:
        return Episode(1, datetime.fromisoformat(str(head["received"])))
    return waiting(_newest_first(store, str(head["pk"])), watcher)


def waiting(newest_first: Iterable[Envelope], watcher: Watcher) -> Episode | None:
    """The waiting that these events of one document amount to."""
    found, anything_ends_it = None, ANYTHING in watcher.expect
    for event in newest_first:
        if event.state not in watcher.after:
            break
        name = event.type.partition(".")[0]
        if name in watcher.expect or (found and anything_ends_it):
            return None
        found = Episode(event.version, datetime.fromisoformat(event.occurred_at))
        if name == watcher.since:
            return found
        if watcher.since and anything_ends_it:
            return None
    return None if watcher.since else found


def _newest_first(store: Store, pk: str) -> Iterator[Envelope]:
    after, more = "", True
    while more:
        page = store.query(pk, "event#", after=after, limit=PAGE, newest=True)
        for item in page.items:
            yield Envelope.model_validate_json(str(item["envelope"]))
        after, more = page.after, bool(page.after)

"""Our side of a day: what the effect ledger says was booked at a system, page by page.

Every attempt is in the index under entity, system and the day it is filed under (`keys.booked`),
so that a day is found without looking at any other.
"""

from typing import Any, NamedTuple

from functions.runtime.counterpart import Counterpart, Effect
from functions.runtime.items import body_text
from functions.runtime.ports import Item, Key, Store
from schemas.entry import Entry
from schemas.reconciliation import Unsettled

PAGE = 50
"""Effects in one read: each may hold a request of 200 kB, and an answer holds 16 MB."""
UNCERTAIN = "uncertain"
"""The state of a document of which nobody knows whether the other side holds it."""


class Booked(NamedTuple):
    """A page of our side: what is final, what is not, and where the list goes on."""

    entries: tuple[Entry, ...]
    unsettled: tuple[Unsettled, ...]
    after: str
    last: str
    """The last effect of the page: its further attempts may open the next."""


def booked(
    store: Store,
    effect: Effect[Any],
    counterpart: Counterpart[Any],
    listed: str,
    after: str,
    last: str,
) -> Booked:
    """A page of the list `listed`; an effect counts once, however often it was attempted."""
    page = store.index(listed, after=after, limit=PAGE)
    places = [str(item["pk"]) for item in page.items]
    fresh = [pk for pk in dict.fromkeys(places) if pk != last]
    found = store.read([Key(pk, f"effect#{effect.kind}") for pk in fresh]) if fresh else {}
    entries: list[Entry] = []
    unsettled: list[Unsettled] = []
    for key, item in found.items():
        if item["booked"] != listed:
            continue
        if item["state"] == "done":
            entries.append(counterpart.entry(_request(store, effect, item)))
        elif state := _open(store, key, item):
            unsettled.append(_unsettled(key, item, state))
    return Booked(tuple(entries), tuple(unsettled), page.after, places[-1] if places else last)


def _request(store: Store, effect: Effect[Any], item: Item) -> Any:
    return effect.request.model_validate_json(body_text(item, store, "request"))


def _open(store: Store, key: Key, item: Item) -> str:
    """What is open about it; nothing if the other side refused it for good."""
    if item["state"] != "refused":
        return str(item["state"])
    at_head = Key(key.pk, "head")
    state = str(store.read([at_head])[at_head]["state"])
    return state if state == UNCERTAIN else ""


def _unsettled(key: Key, item: Item, state: str) -> Unsettled:
    document = key.pk.partition("#")[2]
    return Unsettled(document=document, reference=str(item["reference"]), state=state)

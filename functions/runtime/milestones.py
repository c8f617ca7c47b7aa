"""How long a document took to a milestone, measured where its event is announced (R-OBS-04)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from functions.runtime.measures import Measure
from functions.runtime.ports import Item
from schemas.events.envelope import Event


def noted(event: Event, entity: str, received: str, now: str) -> Item:
    """What the event's item says beside the event, if the event is a milestone."""
    if not event.MILESTONE:
        return {}
    return {"milestone": event.MILESTONE, "entity": entity, "received": received, "at": now}


def measured(items: Iterable[Item]) -> list[Measure]:
    """Seconds from receipt to milestone, by tenant and legal entity; an event told twice counts
    twice, which percentiles bear."""
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for item in items:
        if "milestone" in item:
            tenant = str(item["pk"]).partition("#")[0]
            took = _instant(item, "at") - _instant(item, "received")
            seconds = max(0, round(took.total_seconds()))
            found[str(item["milestone"]), tenant, str(item["entity"])].append(seconds)
    return [
        Measure(name, "Seconds", tuple(seconds), {"tenant": tenant, "entity": entity})
        for (name, tenant, entity), seconds in sorted(found.items())
    ]


def _instant(item: Item, name: str) -> datetime:
    return datetime.fromisoformat(str(item[name]))

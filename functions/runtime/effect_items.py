"""The effect ledger's items: the effect and how far it is, and each attempt at it."""

from datetime import datetime, timedelta
from typing import Literal

from functions.runtime import keys
from functions.runtime.commit import Planned
from functions.runtime.decision import Intent, Outcome, Receipt
from functions.runtime.errors import TieoutError, Unavailable
from functions.runtime.items import BODY_LIMIT
from functions.runtime.ports import ABSENT, Clause, Item, Key, Put, Store
from schemas.base import digest, iso
from schemas.policies.resilience import Resilience

State = Literal["claimed", "not sent", "unknown", "doubted", "done", "refused"]
"""Doubted: refused while an earlier attempt, whose end nobody knows, may still be carried out."""
SENT = ("claimed", "unknown")
"""States in which nobody knows whether the attempt will be carried out."""
RAW_LIMIT = 16_000
"""Characters of the other side's raw answer that an attempt keeps."""


def kept(store: Store, tenant: str, intent: Intent) -> Item:
    """The request as a part of the effect; a large one goes to the bucket under its hash."""
    request = intent.request.model_dump_json()
    if len(request) <= BODY_LIMIT:
        return {"request": request}
    name = f"{tenant}/{digest(request)}"
    store.put_object(name, request.encode())
    return {"request_ref": name}


def intended(
    key: Key, intent: Intent, operation: str, message: str, now: datetime, kept: Item
) -> Item:
    """An effect that nobody has claimed yet; the request is written once and sent unchanged.

    `kept` is the request itself, or where a large one lies.
    """
    return {
        "pk": key.pk,
        "sk": key.sk,
        "system": intent.system,
        "operation": operation,
        "message": message,
        **kept,
        "reference": intent.reference,
        "began": iso(now),
        "tries": 0,
    }


def claimed(effect: Item, number: int, document: str, until: datetime) -> Item:
    """The effect while an attempt holds its lease; a sender that dies is taken to have sent its
    last byte when the lease ends."""
    lease = iso(until)
    held: Item = {**effect, "attempt": number, "state": "claimed", "lease": lease}
    return due({**held, "last_byte": lease}, document, until)


def in_doubt(effect: Item) -> bool:
    """Whether what came to nothing may still be carried out, or was found to be something else."""
    return "doubt" in effect or effect.get("learnt") == "by asking"


def anew(before: Item, first: Item, document: str, now: datetime) -> Item:
    """An effect that people had begun anew after one that came to nothing: to be asked about.

    Attempts go on counting, so that none is overwritten; a doubt stays one until it is too late
    for what was sent then to be carried out.
    """
    again: Item = {
        **first,
        "attempt": before["attempt"],
        "before": before["attempt"],
        "state": "doubted",
        "lease": iso(now - timedelta(seconds=1)),
        "last_byte": before["last_byte"],
    }
    if in_doubt(before):
        again["doubt"] = before["last_byte"]
    return due(again, document, now + timedelta(seconds=1))


def forgotten(effect: Item, until: str, table: str, document: str, now: datetime) -> Item:
    """An effect of which a restored table may have forgotten an attempt: to be asked about.

    That attempt, whose last byte may have been sent `until` then, is counted as one.
    """
    again: Item = {
        **effect,
        "attempt": int(effect.get("attempt", 0)) + 1,
        "state": "unknown",
        "lease": iso(now - timedelta(seconds=1)),
        "last_byte": max(until, str(effect.get("last_byte", ""))),
        "asked_in": table,
    }
    return due(again, document, now + timedelta(seconds=1))


def left(effect: Item, state: State, document: str, now: datetime, wait: timedelta) -> Item:
    """The effect after an attempt without an outcome: the lease is given back, it stays due."""
    again: Item = {**effect, "state": state, "lease": iso(now), "last_byte": iso(now)}
    return due({**again, "tries": int(effect["tries"]) + 1}, document, now + wait)


def remembering(effect: Item) -> Item:
    """The effect before its next attempt: it remembers the last byte of one that may be late."""
    return {**effect, "doubt": effect["last_byte"]} if effect["state"] in SENT else effect


def late_until(effect: Item, patience: Resilience) -> datetime:
    """Until when an earlier attempt may still be carried out, whatever later ones were told."""
    doubt = datetime.fromisoformat(str(effect.get("doubt", effect["began"])))
    late = patience.late(str(effect["system"])) if "doubt" in effect else 0
    return doubt + timedelta(seconds=late)


def believed(effect: Item, patience: Resilience) -> datetime:
    """From when "not there" lets it be sent again."""
    if effect["state"] == "doubted":
        return late_until(effect, patience)
    settle = patience.settle(str(effect["system"])) if effect["state"] in SENT else 0
    return datetime.fromisoformat(str(effect["last_byte"])) + timedelta(seconds=settle)


def due(effect: Item, document: str, at: datetime) -> Item:
    """The effect, to be taken up again at that moment."""
    return {**effect, "gpk": keys.due_shard(document), "gsk": f"{iso(at)}#{document}"}


def not_due(effect: Item) -> Item:
    """The effect off the list of what is due: parked, or final."""
    return {name: value for name, value in effect.items() if name not in ("gpk", "gsk")}


def unmoved(effect: Item) -> tuple[Clause, ...]:
    """Holds while the effect is as it was read: same state, attempt and lease.

    Without the state, a delivery that asked too early would put a concluded effect back on
    the list of what is due.
    """
    return tuple(Clause("=", name, effect[name]) for name in ("state", "attempt", "lease"))


def attempt(
    key: Key, effect: Item, state: str, at: datetime, outcome: Outcome | None = None
) -> Planned:
    """One try: in flight when it is claimed, then what came of it."""
    item: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "gpk": effect["booked"],
        "gsk": f"{effect['reference']}#{key.pk}",
        "attempt": effect["attempt"],
        "system": effect["system"],
        "reference": effect["reference"],
        "outcome": state,
        "learnt": effect.get("learnt", "from the answer") if outcome else "",
        "at": iso(at),
    }
    if isinstance(outcome, Receipt):
        item |= {"number": outcome.number, "raw": outcome.raw[:RAW_LIMIT]}
    elif outcome:
        item |= {"reason": outcome.reason, "raw": outcome.raw[:RAW_LIMIT]}
    return Planned("attempt", Put(item, () if outcome else ABSENT))


def wait_after(tries: int, why: TieoutError, patience: Resilience, jitter: float) -> timedelta:
    """Twice as long each time, spread; never sooner than the other side said."""
    seconds = min(patience.retry_first_seconds * 2 ** min(tries, 20), patience.retry_most_seconds)
    said = why.wait_seconds if isinstance(why, Unavailable) else 0
    return timedelta(seconds=max(seconds * (0.5 + jitter / 2), said))

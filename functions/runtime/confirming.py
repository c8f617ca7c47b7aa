"""Before a document is named as differing, it is asked about alone: lists may lag, and may end."""

import re
from typing import Any, NamedTuple

from functions.runtime import keys
from functions.runtime.counterpart import Counterpart, Effect
from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected
from functions.runtime.items import body_text
from functions.runtime.ports import Item, Store
from schemas.reconciliation import Difference, Subject

DOCUMENT = re.compile(r"[a-z]{2,8}_[a-z2-7]{26}")
SAYS_MAX = 255


class Day(NamedTuple):
    """What is compared, and with what."""

    store: Store
    tenant: str
    subject: Subject
    company: str
    effect: Effect[Any]
    counterpart: Counterpart[Any]

    def list(self) -> str:
        """The index partition of our side."""
        one = self.subject
        return keys.booked(self.tenant, self.effect.kind, one.system, one.entity, one.day)


def confirmed(day: Day, suspected: Difference) -> Difference | None:
    """The difference as the system knows it now; None if there is none. Raises Unavailable."""
    document = suspected.document or ""
    if suspected.kind != "missing there" or not DOCUMENT.fullmatch(document):
        return suspected
    return _asked(day, suspected, document)


def known_here(day: Day, suspected: Difference) -> Difference | None:
    """The difference as our own ledger knows it; None if there is none. Raises Unavailable."""
    document = suspected.document or ""
    if suspected.kind != "missing here" or not DOCUMENT.fullmatch(document):
        return suspected
    return _looked_up(day, suspected, document)


def _asked(day: Day, suspected: Difference, document: str) -> Difference | None:
    """Not in the list of its day; the system is asked by our reference alone."""
    key = keys.effect(day.tenant, document, day.effect.kind)
    text = body_text(day.store.read([key])[key], day.store, "request")
    try:
        outcome = day.counterpart.ask(day.effect.request.model_validate_json(text))
    except Rejected as silent:
        return _saying(suspected, f"not in the list, and it cannot be asked about: {silent.detail}")
    if isinstance(outcome, Receipt):
        return None
    if isinstance(outcome, Refusal):
        return _saying(suspected, outcome.reason).model_copy(update={"kind": "differs"})
    return suspected


def _looked_up(day: Day, suspected: Difference, document: str) -> Difference | None:
    """It names one of our documents: was that booked here after all, or elsewhere, or never?"""
    key = keys.effect(day.tenant, document, day.effect.kind)
    effect = day.store.read([key]).get(key)
    if effect is None or effect["reference"] != suspected.reference:
        return suspected
    if effect["state"] == "refused":
        return _saying(suspected, "the system refused it, and holds it all the same")
    if effect["booked"] == day.list() or effect["state"] != "done" or _beside(day, effect):
        return None
    return _saying(suspected, "Tieout booked it for another entity, system or day")


def _beside(day: Day, effect: Item) -> bool:
    """Whether an entity that shares the company there booked it, where it is and for that day."""
    request = day.effect.request.model_validate_json(body_text(effect, day.store, "request"))
    *where, _, on = str(effect["booked"]).split("#")
    *ours, _, today = day.list().split("#")
    return bool((where, on, request.company) == (ours, today, day.company))


def _saying(difference: Difference, says: str) -> Difference:
    return difference.model_copy(update={"says": says[:SAYS_MAX]})

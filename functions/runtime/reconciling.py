"""A reconciliation's run: read a while, put the place away, go on; at the end one commit.

The item `comparison` beside the document says how far the newest run is. Each step of it is
written on condition of the turn before, so of two deliveries of one message only one goes on.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions.runtime import callers, keys
from functions.runtime.commit import Planned, plan, write
from functions.runtime.comparing import Comparison
from functions.runtime.confirming import Day
from functions.runtime.decision import Head
from functions.runtime.errors import Unavailable
from functions.runtime.items import BODY_LIMIT, body_text, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import ABSENT, Clause, Item, Put
from schemas.base import digest, iso
from schemas.reconciliation import Compared, Reconciliation

AT_ONCE = timedelta(seconds=120)
"""How long one invocation reads before it puts its place away."""
STALE = timedelta(hours=12)
"""A run that lay for longer begins again: the other side's place in its list may be gone."""
GIVEN_UP = timedelta(minutes=30)
"""After how long without a step another run may begin in the place of this one."""
TURN = timedelta(seconds=60)
LISTED = ("gpk", "gsk", "entity", "system", "company", "day")
"""What a comparison that found drift keeps, so that its day is compared until it agrees."""
ASKED = "asked"
"""The state of a reconciliation that somebody waits for."""


class Run(NamedTuple):
    """One run over one day. `name` is the schedule's time or the event that asked for it."""

    kernel: Kernel
    operation: Operation
    day: Day
    name: str
    nightly: bool

    def go_on(self) -> timedelta | None:
        """When it is to be gone on with; None when it has ended."""
        stands, now = self._stands(), self._now()
        if stands and self.nightly and str(stands.get("night", "")) >= self.name:
            return None
        if stands and self._is_anothers(stands, now):
            return TURN
        comparison = self._taken_up(stands, now)
        while not comparison.ended and self._now() - now < AT_ONCE:
            comparison.go_on(self.day)
        if comparison.ended:
            self._end(stands, comparison.found(self.day))
        else:
            self._put_away(stands, comparison)
        return None if comparison.ended else timedelta()

    def _stands(self) -> Item | None:
        key = keys.comparison(self.day.tenant, self.day.subject.document())
        return self.day.store.read([key]).get(key)

    def _taken_up(self, stands: Item | None, now: datetime) -> Comparison:
        if stands is None or stands["run"] != self.name or stands["state"] != "going on":
            return Comparison()
        if now - datetime.fromisoformat(str(stands["at"])) > STALE:
            return Comparison()
        return Comparison.read(body_text(stands, self.day.store, "place"))

    def _is_anothers(self, stands: Item, now: datetime) -> bool:
        """Whether another run is at it, and not given up."""
        if stands["run"] == self.name or stands["state"] != "going on":
            return False
        return now - datetime.fromisoformat(str(stands["at"])) < GIVEN_UP

    def _put_away(self, stands: Item | None, comparison: Comparison) -> None:
        text = comparison.written()
        place: Item = {"place": text}
        if len(text) > BODY_LIMIT:
            name = f"{self.day.tenant}/{digest(text)}"
            self.day.store.put_object(name, text.encode())
            place = {"place_ref": name}
        listed: Item = {name: stands[name] for name in LISTED if stands and name in stands}
        self._write(stands, [], {"state": "going on", "at": iso(self._now()), **place, **listed})

    def _end(self, stands: Item | None, found: Compared) -> None:
        """Commit what was found, if it is news; that it was looked at is noted in any case."""
        now, subject = self._now(), self.day.subject
        at = keys.head(self.day.tenant, subject.document())
        item = self.day.store.read([at]).get(at)
        before = read_head(item, Reconciliation, self.day.store) if item else None
        ended: Item = {"state": "ended", "at": iso(now)}
        if not found.agrees():
            ended |= {"gpk": keys.drifted(self.day.tenant), "gsk": f"{subject.day}#{at.pk}"}
            ended |= {"entity": subject.entity, "system": subject.system}
            ended |= {"company": self.day.company, "day": subject.day.isoformat()}
        if before and before.state != ASKED and before.body.found == found:
            self._write(stands, [], ended)
        else:
            self._write(stands, self._commit(before, found, now), ended)

    def _commit(self, before: Head[Any] | None, found: Compared, now: datetime) -> list[Planned]:
        caller = callers.itself(self.operation.name, self.day.tenant)
        given = self.kernel.given(caller, now, {})
        subject = self.day.subject
        told = Reconciliation(
            entity=subject.entity,
            system=subject.system,
            company=self.day.company,
            day=subject.day,
            found=found,
        )
        brought = {"asked": told, "head": before, "given": given}
        decided = self.operation.conclusion.call(brought, {})
        correlation = before.correlation if before else subject.document()
        frame = self.kernel.frame(
            self.operation, given, correlation=correlation, causation=self.name
        )
        return plan(decided, frame, before).writes

    def _write(self, stands: Item | None, planned: list[Planned], said: Item) -> None:
        turn = int(stands["turn"]) if stands else 0
        key = keys.comparison(self.day.tenant, self.day.subject.document())
        item: Item = {"pk": key.pk, "sk": key.sk, "run": self.name, "turn": turn + 1, **said}
        if self.nightly and said["state"] == "ended":
            item["night"] = self.name
        elif stands and "night" in stands:
            item["night"] = stands["night"]
        when = (Clause("=", "turn", turn),) if stands else ABSENT
        if write(self.kernel.ports, [*planned, Planned("comparison", Put(item, when))]):
            raise Unavailable("another run compares this day")

    def _now(self) -> datetime:
        return self.kernel.ports.clock()

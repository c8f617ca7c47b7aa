"""One run over one day, as far as it is: it goes on where it stopped, whoever was killed.

First both sides are only totalled. Where the totals agree, nothing else is read. Where they do
not, both sides are read once more, and of the parts that differ the postings are kept and compared.
Before a document is named, the other side, or our own ledger, is asked about that one document.
"""

import json
import re
from typing import Any

from functions.runtime import booked
from functions.runtime.confirming import Day, confirmed, known_here
from functions.runtime.drift import differences
from functions.runtime.totals import Totals, part_of
from schemas.entry import Entry
from schemas.reconciliation import NAMED_MAX, Compared, Unsettled

KEPT_MAX = 5_000
"""Postings of one side that are compared one by one; beyond it the rest of the day is counted."""
OWN = re.compile(r"[A-Z0-9]{8}[A-Z2-7]{8}")
"""Our references: of the number what fits, then at least eight characters of base32."""


class Comparison:
    """How far a run is. `stage` is the side that is being read, and whether to keep from it."""

    def __init__(self) -> None:
        self.stage = "total ours"
        self.after = ""
        self.last = ""
        self.ours = Totals()
        self.theirs = Totals()
        self.unsettled: dict[str, Unsettled] = {}
        self.parts: frozenset[int] = frozenset()
        self.unnamed = 0
        self.here: list[Entry] = []
        self.there: list[Entry] = []

    @property
    def ended(self) -> bool:
        """Whether both sides were read as often as was needed."""
        return self.stage == "ended"

    def go_on(self, day: Day) -> None:
        """Read one page more. Raises Unavailable or Rejected, and is then as it was."""
        if self.stage.endswith("ours"):
            page = booked.booked(
                day.store, day.effect, day.counterpart, day.list(), self.after, self.last
            )
            self.unsettled |= {one.reference: one for one in page.unsettled}
            self._take(page.entries, self.ours, self.here)
            self._turn(page.after, page.last)
            return
        listed = day.counterpart.listed(day.company, day.subject.day, self.after)
        known = [one for one in listed.entries if OWN.fullmatch(one.reference)]
        settled = [one for one in known if one.reference not in self.unsettled]
        self._take(settled, self.theirs, self.there)
        self._turn(listed.after, "")

    def _take(self, entries: "list[Entry] | tuple[Entry, ...]", totals: Totals, kept: Any) -> None:
        for entry in entries:
            if self.stage.startswith("total"):
                totals.add(entry)
            elif part_of(entry.reference) in self.parts:
                kept.append(entry)

    def _turn(self, after: str, last: str) -> None:
        """On to the next page, or to the next stage."""
        self.after, self.last = after, last
        if after:
            return
        self.last = ""
        if self.stage == "total theirs":
            self.stage = self._judge()
        else:
            self.stage = _NEXT[self.stage]

    def _judge(self) -> str:
        """Whether both totals agree; if not, which parts are looked into."""
        parts: list[int] = []
        for part in self.ours.differing(self.theirs):
            held = max(self.ours.within([*parts, part]), self.theirs.within([*parts, part]))
            if parts and held > KEPT_MAX:
                self.unnamed += max(self.ours.counts[part], self.theirs.counts[part])
            else:
                parts.append(part)
        self.parts = frozenset(parts)
        return "keep ours" if parts else "ended"

    def found(self, day: Day) -> Compared:
        """What the run found. Raises Unavailable while a document cannot be asked about."""
        raw = differences(self._settled(self.here), self._settled(self.there))
        suspected = [one for each in raw if (one := known_here(day, each))]
        named = [one for each in suspected[:NAMED_MAX] if (one := confirmed(day, each))]
        return Compared(
            ours=self.ours.side(),
            theirs=self.theirs.side(),
            differences=tuple(named),
            differing=len(named) + max(0, len(suspected) - NAMED_MAX),
            unnamed=self.unnamed,
            unsettled=tuple(self.unsettled.values())[:NAMED_MAX],
            unsettled_count=len(self.unsettled),
        )

    def _settled(self, entries: list[Entry]) -> list[Entry]:
        return [one for one in entries if one.reference not in self.unsettled]

    def written(self) -> str:
        """As JSON, for the next invocation."""
        return json.dumps(
            {
                "stage": self.stage,
                "after": self.after,
                "last": self.last,
                "ours": self.ours.written(),
                "theirs": self.theirs.written(),
                "unsettled": [one.model_dump() for one in self.unsettled.values()],
                "parts": sorted(self.parts),
                "unnamed": self.unnamed,
                "here": [one.row() for one in self.here],
                "there": [one.row() for one in self.there],
            }
        )

    @classmethod
    def read(cls, text: str) -> "Comparison":
        """What was `written`."""
        said, one = json.loads(text), cls()
        one.stage, one.after, one.last = said["stage"], said["after"], said["last"]
        one.ours, one.theirs = Totals.read(said["ours"]), Totals.read(said["theirs"])
        open_ones = [Unsettled.model_validate(each) for each in said["unsettled"]]
        one.unsettled = {each.reference: each for each in open_ones}
        one.parts, one.unnamed = frozenset(said["parts"]), said["unnamed"]
        one.here = [Entry.of_row(row) for row in said["here"]]
        one.there = [Entry.of_row(row) for row in said["there"]]
        return one


_NEXT = {"total ours": "total theirs", "keep ours": "keep theirs", "keep theirs": "ended"}

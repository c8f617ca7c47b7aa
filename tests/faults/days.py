"""Random days by a seed: what happens is drawn first, so that a day can be cut down afterwards.

A day is a list of happenings, each with dice of its own, and the faults that hit its calls. Taking
one away leaves all others as they were: that is what `shrink` lives on.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random
from typing import NamedTuple

from functions.runtime.errors import TieoutError
from functions.runtime.memory import Crossing, Killed
from tests.faults import acts, happenings, reviews
from tests.faults.erps import ERPS
from tests.faults.injections import possible
from tests.faults.invariants import check, require, told_again
from tests.faults.rig import Broken, Rig

LENGTH = 60
FAULTY = 0.04
BEGINNINGS = (
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 59, 50, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 50, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 50, tzinfo=UTC),
)
"""A plain morning; clocks that go forward and back in Europe; a year's end there and in UTC; a
leap day (F14)."""

Place = tuple[int, int]
"""A call in a day: which happening made it, and the number of the call in that."""


class Happening(NamedTuple):
    """One thing that happens on a day; `place` names it for good, `dice` throws for it alone."""

    place: int
    name: str
    dice: str


class Day(NamedTuple):
    """What happens, and which faults hit; without `faults` they are drawn while it is played."""

    seed: int
    happenings: tuple[Happening, ...]
    faults: Mapping[Place, str] | None = None


class DayRig(Rig):
    """Any call of a function may fail; a fault in the middle of another does not."""

    def __init__(self, seed: int) -> None:
        super().__init__(ERPS[seed // 2 % len(ERPS)])
        self.world.clock.now = BEGINNINGS[seed // 4 % len(BEGINNINGS)]
        self.seed = seed
        self.fixed: Mapping[Place, str] | None = None
        self.hit: dict[Place, str] = {}
        self.at = 0
        self.calls = 0
        self.fault_dice = Random()

    def happen(self, happening: Happening) -> None:
        """Let one thing happen."""
        self.at, self.calls = happening.place, 0
        self.fault_dice = Random(f"faults {happening.dice}")
        self.history.append(f"-- {happening.place}: {happening.name}")
        try:
            happenings.KNOWN[happening.name].act(self, Random(happening.dice))
        except Killed:
            self.history.append("   the process died")

    def _inject(self, crossing: Crossing, number: int, *, before: bool) -> None:
        if before and self._counting and len(self.running) == 1:
            self.calls += 1
            self._draw(number)
        super()._inject(crossing, number, before=before)

    def _draw(self, number: int) -> None:
        place, step = (self.at, self.calls), self.steps[number]
        if self.fixed is not None:
            name = self.fixed.get(place, "")
            found = next((one for one in possible(step) if one.name == name), None)
        else:
            drawn = self.fault_dice.random() < FAULTY
            found = self.fault_dice.choice(list(possible(step))) if drawn else None
        if found:
            self.hit[place], self.plan[number] = found.name, found


def drawn(seed: int) -> Day:
    """The day of a seed."""
    dice = Random(seed)
    names, weights = zip(*((n, one.weight) for n, one in happenings.KNOWN.items()), strict=True)
    chosen = dice.choices(names, weights, k=LENGTH)
    return Day(seed, tuple(Happening(n, name, f"{seed}/{n}") for n, name in enumerate(chosen)))


def play(day: Day) -> DayRig:
    """The day, then calm, and everything told again. Raises Broken, with the day's story."""
    rig = DayRig(day.seed)
    rig.fixed = day.faults
    acts.furnished(rig, with_supplier=day.seed % 3 > 0, **(acts.QUICK if day.seed % 2 else {}))
    happenings.prepare(rig)
    rig.begin()
    try:
        for happening in day.happenings:
            rig.happen(happening)
        rig.end()
        _calm(rig)
    except (AssertionError, TieoutError) as broken:
        raise BrokenDay(f"seed {day.seed}: {broken}", rig) from None
    return rig


class BrokenDay(Broken):
    """A day on which an invariant does not hold, and the rig as it was left."""

    def __init__(self, what: str, rig: DayRig) -> None:
        super().__init__(f"{what}\n{rig.story()}")
        self.what = what
        self.rig = rig


def _calm(rig: DayRig) -> None:
    acts.register(rig)
    rig.rest()
    rig.redrive()
    reviews.correct(rig)
    rig.rest()
    check(rig)
    states = {*rig.states().values(), *rig.states("cap").values()}
    require(states <= {"posted", "rejected"}, f"I1 {sorted(states)}")
    require(set(rig.states("file").values()) <= {"closed"}, "I7 a file is not closed")
    told_again(rig)


def as_words(rig: DayRig, kept: Sequence[Happening]) -> str:
    """A day for a person: what happened, the faults in it, and how it went."""
    return "\n".join([f"{len(kept)} happenings, {len(rig.hit)} faults", *rig.history])

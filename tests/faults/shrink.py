"""A day that breaks an invariant, cut down to what it takes to break it (delta debugging)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.faults.days import BrokenDay, Day, Happening, Place, play

T = TypeVar("T")
Part = Happening | tuple[Place, str]


def smallest(parts: Sequence[T], fails: Callable[[Sequence[T]], bool]) -> list[T]:
    """A list of parts that still fails, of which none can be left out (Zeller's ddmin)."""
    kept, pieces = list(parts), 2
    while kept:
        size = -(-len(kept) // pieces)
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            if fails(fewer):
                kept, pieces = fewer, max(pieces - 1, 2)
                break
        else:
            if size == 1:
                return kept
            pieces = min(pieces * 2, len(kept))
    return kept


def shrink(day: Day) -> BrokenDay | None:
    """The shortest day found that breaks the same invariant; None if this day breaks none."""
    first = _broken(day)
    if first is None:
        return None
    sort = _sort(first)
    found = first

    def fails(parts: Sequence[Part]) -> bool:
        nonlocal found
        broken = _broken(_day(day.seed, parts))
        same = broken is not None and _sort(broken) == sort
        if broken and same:
            found = broken
        return same

    whole: list[Part] = [*day.happenings, *first.rig.hit.items()]
    fails(smallest(whole, fails))
    return found


def _day(seed: int, parts: Sequence[Part]) -> Day:
    happenings = tuple(one for one in parts if isinstance(one, Happening))
    return Day(seed, happenings, dict(one for one in parts if not isinstance(one, Happening)))


def _broken(day: Day) -> BrokenDay | None:
    try:
        play(day)
    except BrokenDay as broken:
        return broken
    return None


def _sort(broken: BrokenDay) -> str:
    """The invariant: the first word after the seed."""
    return broken.what.partition(": ")[2].split(" ")[0]

"""Whether what is promised now keeps what was released, and whom a change would break (R-GOV-03).

A contract that must change gets a new version beside it: an event a class with the next `VERSION`
and `PREVIOUS`, a route another path. What is declared deprecated may go after its sunset.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from infra.publish.narrowing import Comparison

Json = dict[str, Any]


class Break(NamedTuple):
    """One change that somebody who built on the released contract would notice."""

    contract: str
    what: str
    consumers: tuple[str, ...]

    def __str__(self) -> str:
        leaning = ", ".join(self.consumers) or "whoever built on what was published"
        return f"{self.contract}: {self.what}; breaks {leaning}"


def breaks(released: Mapping[str, Json], now: Mapping[str, Json], today: date) -> list[Break]:
    """Every backward-incompatible change, in the order of the released contracts."""
    found = []
    for name, before in released.items():
        if _past(before["sunset"], today):
            continue
        after = now.get(name)
        leaning = tuple(sorted({*before["consumers"], *(after or {}).get("consumers", ())}))
        changes = ["is gone"] if after is None else list(dict.fromkeys(_changes(before, after)))
        found += [Break(name, what, leaning) for what in changes]
    return found


def _past(sunset: str | None, today: date) -> bool:
    return sunset is not None and date.fromisoformat(sunset) < today


def _changes(before: Json, after: Json) -> Iterator[str]:
    for term, said in before.get("terms", {}).items():
        if after["terms"][term] != said:
            yield f"{term} was {said}, is {after['terms'][term]}"
    if after.get("body_limit", 0) < before.get("body_limit", 0):
        yield f"takes {after['body_limit']} bytes, took {before['body_limit']}"
    if before.get("announced") and not after["announced"]:
        yield "is not announced any more"
    promised, until = before.get("sunset"), after.get("sunset")
    if promised and until and until < promised:
        yield f"stays until {until} now, was promised until {promised}"
    if after.get("people_only") and not before.get("people_only"):
        yield "is for people only now"
    yield from _roles(before.get("roles", []), after.get("roles", []))
    yield from _schemas(before, after)


def _roles(before: list[str], after: list[str]) -> Iterator[str]:
    """A caller needs one of them; none are needed where none are named."""
    if after and not before:
        yield f"needs one of the roles {', '.join(after)} now"
    for role in before if after else ():
        if role not in after:
            yield f"the role {role} is not enough any more"


def _schemas(before: Json, after: Json) -> Iterator[str]:
    told = []
    if "says" in before:
        if "says" not in after:
            yield "does not answer any more"
        else:
            told = Comparison(after["says"], before["says"], told=True).narrowed()
    known = {one.where for one in told}
    taken = []
    asked = "takes" if "takes" in before else "says"
    if "takes" in before or before.get("kept"):
        taken = Comparison(before[asked], after[asked], told=False).narrowed()
    for one in [*told, *(one for one in taken if one.where not in known)]:
        yield f"{one.where or 'the whole'} {one.what}"

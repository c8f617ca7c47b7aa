"""What must not fail to happen: expect X within T after Y, for any kind of document (R-OBS-22)."""

from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from schemas.base import Code, Model, Text
from schemas.case import Category
from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar
from schemas.working_time import LocalTime

_YEAR = 366 * 24 * 3600
State = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_ ]{0,31}$")]
EventName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]{0,63}$")]
ANYTHING = "*"

Seconds = Annotated[int, Field(strict=True, ge=1, le=_YEAR)]


class Within(Model):
    """A term: of time on any clock, of working hours, or up to a time of day on a working day."""

    seconds: Seconds | None = None
    working_seconds: Seconds | None = None
    working_days: Annotated[int, Field(strict=True, ge=0, le=260)] | None = None
    at: LocalTime = "17:00"
    """For `working_days`: until when on that day."""
    calendar: Code | None = None
    """Whose working time; the legal entity's own, unless it is named."""

    @model_validator(mode="after")
    def one_term(self) -> Self:
        """Exactly one way to count."""
        said = (self.seconds, self.working_seconds, self.working_days)
        if sum(one is not None for one in said) != 1:
            raise ValueError("one of seconds, working_seconds and working_days")
        return self

    def ends(self, since: datetime, calendar: Calendar) -> datetime:
        """When the term is over that began then; never before it began."""
        working = calendar.working_time(self.calendar or "")
        if self.working_seconds is not None:
            return working.after(since, self.working_seconds)
        if self.working_days is not None:
            return working.days_after(since, self.working_days, self.at)
        return since + self.least()

    def least(self) -> timedelta:
        """The shortest that it can be on any clock."""
        return timedelta(seconds=self.seconds or self.working_seconds or 0)


class Watcher(Model):
    """One absence that is noticed: a document stays in `after` longer than it may.

    `after` are all states in which it still waits; the clock starts when it enters one of them
    from any other state, or at the newest event called `since`, if one is named. A state of
    `expect`, and any other outside `after`, ends the waiting; so does an event named there, or
    any further event at all where it says `*`, while the state stays.
    """

    name: Code
    document: Code
    """The kind of document, by what opens its ids."""
    after: Annotated[tuple[State, ...], Field(min_length=1, max_length=20)]
    since: EventName | None = None
    expect: Annotated[
        tuple[State | EventName | Literal["*"], ...], Field(min_length=1, max_length=20)
    ]
    within: Within
    owner: Code
    category: Category
    severity: Literal["low", "medium", "high", "critical"] = "medium"
    action: Text

    @model_validator(mode="after")
    def something_can_end_it(self) -> Self:
        """The kind of document exists, and no state is both waited in and waited for."""
        from schemas.documents import DOCUMENTS  # every kind there is: asked for when proposed

        if self.document not in DOCUMENTS:
            raise ValueError(f"there is no kind of document {self.document}")
        both = sorted({*self.after} & {*self.expect})
        if both:
            raise ValueError(f"waited in and waited for: {', '.join(both)}")
        return self


class Watchers(Policy):
    """All of them, for a legal entity or for all. A new one is one entry.

    `teams` are those whose cases are looked through, besides the owners named here.
    `skew_seconds` is how wrong two clocks may be: nothing is late before that as well.
    """

    NAME: ClassVar[str] = "watchers"

    skew_seconds: Annotated[int, Field(strict=True, ge=0, le=3600)] = 300
    watchers: Annotated[tuple[Watcher, ...], Field(max_length=200)] = Field(
        default_factory=lambda: _shipped()
    )
    teams: Annotated[tuple[Code, ...], Field(max_length=200)] = (
        "accounts-payable",
        "finance-controls",
        "finance-operations",
        "platform",
        "supplier-master-data",
        "tax",
        "treasury",
    )

    @model_validator(mode="after")
    def each_has_a_name(self) -> Self:
        """A breach is known by its watcher's name."""
        names = [watcher.name for watcher in self.watchers]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"two watchers are called {', '.join(sorted(twice))}")
        return self

    def looked_through(self) -> frozenset[str]:
        """The teams whose cases are watched."""
        return frozenset({*self.teams, *(watcher.owner for watcher in self.watchers)})


def _shipped() -> tuple[Watcher, ...]:
    from schemas.policies.shipped_watchers import SHIPPED  # entries are made of what is above

    return SHIPPED

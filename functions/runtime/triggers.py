"""What can set an operation off, as data: `infra` builds the route, queue, rule or schedule."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from schemas.base import Model
from schemas.events.envelope import Event
from schemas.finding import Finding

if TYPE_CHECKING:
    from functions.runtime.operation import Operation
    from schemas.submission import Submission


class Tier(StrEnum):
    """How strongly a route is governed (R-SEC-08): throttles, logs and reviews follow from it."""

    READ = "read"
    STANDARD = "standard"
    CONTROLLED = "controlled"
    PAYMENT = "payment"


class Api(NamedTuple):
    """An HTTP route; path, query and body together are parsed into `asks`.

    Every method but GET writes, and needs an `Idempotency-Key`.
    """

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    asks: type[Model]
    scope: str
    tier: Tier


def _nothing(said: Mapping[str, Any]) -> tuple[Finding, ...]:
    return ()


class Inbound(NamedTuple):
    """A partner's event on the inbound bus; its principal is pinned to its source.

    `refuses` finds what the event may not say, such as account numbers in its texts.
    """

    event: str
    asks: "type[Submission]"
    refuses: Callable[[Mapping[str, Any]], tuple[Finding, ...]] = _nothing


class On:
    """Events of our own: rule, queue with DLQ, function.

    The head that is loaded is the event's own document, or the one that its field `document`
    names; an event that leaves that field empty asks nothing of this operation.
    """

    def __init__(self, *events: type[Event], document: str = "") -> None:
        self.events = events
        self.document = document


class File(NamedTuple):
    """Objects dropped under `in/<client>/<folder>/`; each command read is decided by `into`."""

    folder: str
    into: "Operation"


class Every(NamedTuple):
    """A schedule; the scheduled time, not now, is its key."""

    minutes: int


class Step(NamedTuple):
    """A state of a workflow in `infra/workflows`."""

    workflow: str


class Stream(NamedTuple):
    """The ledger's new events, from the table's stream, gathered for up to `window_seconds`."""

    window_seconds: int = 0


class Task:
    """Messages that other operations put on this one's own queue."""


Trigger = Api | Inbound | On | File | Every | Step | Stream | Task

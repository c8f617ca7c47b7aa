"""A system on the other side: what is sent to it, how it is asked, what it says it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from schemas.base import Model

if TYPE_CHECKING:
    from datetime import date

    from functions.runtime.decision import Outcome, Receipt
    from schemas.entry import Entry, Listed

R = TypeVar("R", bound=Model)
R_contra = TypeVar("R_contra", bound=Model, contravariant=True)


class Counterpart(Protocol[R_contra]):
    """A system at which effects happen: it is sent to, asked, and probed."""

    def send(self, request: R_contra) -> Receipt:
        """Raises Rejected, Unavailable (surely not there) or UnknownOutcome."""

    def ask(self, request: R_contra) -> Outcome | None:
        """A receipt if it is there and agrees, a refusal if it differs, None if not there."""

    def probe(self) -> None:
        """Raises Unavailable or UnknownOutcome while the system does not answer."""

    def entry(self, request: R_contra) -> Entry:
        """The posting as the system must list it, under the day that the system files it under."""

    def listed(self, company: str, day: date, after: str) -> Listed:
        """A page of all that a company holds of a day. Raises Unavailable or Rejected."""


class Effect(NamedTuple, Generic[R]):
    """An outside effect: its kind, the shape of what is sent, and how its systems are reached."""

    kind: str
    request: type[R]
    systems: tuple[str, ...]
    connect: Callable[..., Counterpart[R]]
    """(system, remote, now, pause) → the counterpart."""

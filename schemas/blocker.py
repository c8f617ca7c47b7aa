"""The one thing that a document waits for: whose turn it is, and what to press."""

from typing import Literal

from schemas.base import Model

Kind = Literal["nothing", "approval", "case", "review", "master data", "outcome", "system"]


class Press(Model):
    """Something that a person may do now: the call, and what it comes to."""

    call: str
    does: str


class Blocker(Model):
    """What stands in the way of a document in this state; `nothing` if it goes on by itself.

    `remedy` is what has to be done elsewhere, `press` what may be done here. `since` is when it
    began to stand in the way.
    """

    id: str
    state: str
    kind: Kind
    text: str
    owner: str | None = None
    assignee: str | None = None
    since: str | None = None
    case: str | None = None
    waits_for: tuple[str, ...] = ()
    remedy: str | None = None
    press: tuple[Press, ...] = ()

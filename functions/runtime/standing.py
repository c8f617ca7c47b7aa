"""Where a document stands: what is in its way, and what people had decided anew."""

from typing import Any, NamedTuple

from schemas.finding import Finding


class Stop(NamedTuple):
    """A partner system that something waits for, and since when."""

    system: str
    since: str


class Circumstances(NamedTuple):
    """What stands in a document's way: effects without an outcome, systems that are down.

    `case` is the head of the case that holds it, if one does.
    """

    case: Any
    effects: tuple[Stop, ...]
    down: tuple[Stop, ...]


class Again(NamedTuple):
    """People had this decided anew: the case that holds it, and what they agreed to overlook."""

    case: str
    holds: bool
    """Whether that case is what holds the document now; not so once it went on and waits."""
    event: str
    """The id of the case's event that says so."""
    category: str
    rules: tuple[str, ...]
    waived: tuple[Finding, ...] = ()
    reason: str = ""
    agreed_by: tuple[str, ...] = ()
    """Who asked for the waiver and who agreed to it."""

"""Every call from the kernel into the world, in order, with a place for faults on either side."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class Killed(BaseException):
    """The process died here. Not an Exception: no handler of ours may survive it."""


class Crossing(NamedTuple):
    """One call: its number from 0, its name (`store.write`) and what it was given."""

    number: int
    name: str
    args: tuple[Any, ...]


Hook = Callable[[Crossing], None]


def _pass(crossing: Crossing) -> None:
    """No fault."""


class Boundary:
    """All crossings so far; what a hook raises is what the kernel sees of that call.

    `before` raises, and nothing happened: Unavailable (throttled), Contended, UnknownOutcome
    (the request was lost), Killed. `after` raises, and it did happen: UnknownOutcome (the answer
    was lost), Killed. `after` is not asked about a call that was refused: nothing happened then,
    which is the same as a fault before it. A hook may also just run something in between.
    """

    def __init__(self, before: Hook = _pass, after: Hook = _pass) -> None:
        self.before = before
        self.after = after
        self.calls: list[Crossing] = []

    @contextmanager
    def crossing(self, name: str, *args: Any) -> Iterator[None]:
        """Wraps the work of one call of a port."""
        crossing = Crossing(len(self.calls), name, args)
        self.calls.append(crossing)
        self.before(crossing)
        yield
        self.after(crossing)

    def aws_calls(self, since: int = 0) -> list[str]:
        """The names of the calls that AWS would bill, from a number on; partners' are left out."""
        return [call.name for call in self.calls[since:] if call.name != "remote.call"]

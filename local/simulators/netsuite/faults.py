"""How the simulated NetSuite can be told to fail, and the ways in which a connection fails."""

from dataclasses import dataclass
from typing import Literal, get_args

from functions.runtime.ports import Reply

Kind = Literal[
    "timeout_after_commit",
    "late_commit",
    "server_error",
    "too_many",
    "expired_token",
    "locked",
    "rejected",
    "hold_lost",
    "slow",
    "down",
]
Door = Literal["token", "lookup", "ask", "post"]

EARLY: frozenset[str] = frozenset({"too_many", "expired_token", "down"})
"""What happens before NetSuite has looked at who is calling."""
REFUSALS: frozenset[str] = frozenset({"locked", "rejected"})

_LOCKED = (
    "Error while accessing a resource. This record has been locked by a user defined workflow."
)
_CLOSED = "Error while accessing a resource. The accounting period is closed."


class Cut(Exception):
    """The connection ends without an answer, after so many seconds."""

    def __init__(self, after_seconds: float = 0) -> None:
        super().__init__("the connection was cut")
        self.after_seconds = after_seconds


class Refused(Exception):
    """Nothing listens: no connection is made."""


class Slow(Exception):
    """The answer comes, but only after so many seconds."""

    def __init__(self, reply: Reply, seconds: float) -> None:
        super().__init__("the answer takes long")
        self.reply = reply
        self.seconds = seconds


@dataclass(slots=True)
class Fault:
    """One way to fail, for the next `count` requests at a door.

    `match` limits it to records with this text in external id or number. `seconds` is how long a
    caller hangs (timeout_after_commit, slow), how late the commit is (late_commit), how long to
    wait (too_many) or how long nothing listens (down). `commits`: whether a 5xx comes after the
    record was made. `hold_lost`: a workflow of the account takes the payment hold off at once.
    `status`, `code` and `message` are those of the answer.
    """

    kind: Kind
    count: int = 1
    door: Door = "post"
    match: str = ""
    seconds: float = 0
    commits: bool = False
    status: int = 500
    code: str = "USER_ERROR"
    message: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind) or self.door not in get_args(Door):
            raise ValueError("no such fault, or no such door")
        if self.count < 1 or self.seconds < 0:
            raise ValueError("a fault happens once or more, and time does not run backwards")
        self.message = self.message or (_LOCKED if self.kind == "locked" else _CLOSED)

    @property
    def does_its_work(self) -> bool:
        """Whether NetSuite does what it was asked before it fails."""
        return self.commits or self.kind in ("timeout_after_commit", "slow")


class Faults:
    """Faults in the order in which they were ordered."""

    def __init__(self) -> None:
        self.ordered: list[Fault] = []

    def take(self, door: Door, subject: str, *, early: bool) -> Fault | None:
        """The next fault for this request, used up by one."""
        for fault in self.ordered:
            fits = fault.door == door and fault.match in subject
            if fits and (fault.kind in EARLY) == early:
                fault.count -= 1
                if not fault.count:
                    self.ordered.remove(fault)
                return fault
        return None

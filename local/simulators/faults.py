"""The ways in which a connection fails, and what every vendor's faults have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from functions.runtime.ports import Reply


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
class AnyFault:
    """One way to fail, for the next `count` requests at a door.

    `match` limits it to what has this text in its subject. `seconds` is how long a caller hangs
    (timeout_after_commit, slow), how late the commit is (late_commit), how long to wait (too_many)
    or how long nothing listens (down). `commits`: whether a 5xx comes after the vendor has posted.
    `status`, `code` and `message` are those of the answer.
    """

    kinds: ClassVar[tuple[str, ...]]
    doors: ClassVar[tuple[str, ...]]
    early: ClassVar[frozenset[str]]
    """What happens before the vendor has looked at who is calling."""
    words: ClassVar[Mapping[str, tuple[str, str]]]
    """Code and message by kind; those of `rejected` serve every kind without its own."""

    kind: str
    count: int = 1
    door: str = "post"
    match: str = ""
    seconds: float = 0
    commits: bool = False
    status: int = 500
    code: str = ""
    message: str = ""

    def __post_init__(self) -> None:
        if self.kind not in self.kinds or self.door not in self.doors:
            raise ValueError("no such fault, or no such door")
        if self.count < 1 or self.seconds < 0:
            raise ValueError("a fault happens once or more, and time does not run backwards")
        code, message = self.words.get(self.kind, self.words["rejected"])
        self.code = self.code or code
        self.message = self.message or message

    @property
    def does_its_work(self) -> bool:
        """Whether the vendor does what it was asked before it fails."""
        return self.commits or self.kind in ("timeout_after_commit", "slow")


OneFault = TypeVar("OneFault", bound=AnyFault)


class Faults(Generic[OneFault]):
    """Faults in the order in which they were ordered."""

    def __init__(self) -> None:
        self.ordered: list[OneFault] = []

    def take(self, door: str, subject: str, *, early: bool) -> OneFault | None:
        """The next fault for this request, used up by one."""
        for fault in self.ordered:
            fits = fault.door == door and fault.match in subject
            if fits and (fault.kind in fault.early) == early:
                fault.count -= 1
                if not fault.count:
                    self.ordered.remove(fault)
                return fault
        return None

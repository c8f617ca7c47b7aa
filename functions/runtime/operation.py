"""An operation: triggers and limits as data, one decision whose signature is the declaration."""

import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from functions.runtime.decision import Answer, Commit, Nothing, Outcome, Receipt
from functions.runtime.reading import Unreadable
from functions.runtime.signature import Signature
from functions.runtime.triggers import Trigger
from schemas.base import Model

R = TypeVar("R", bound=Model)
R_contra = TypeVar("R_contra", bound=Model, contravariant=True)
Decides = TypeVar("Decides", bound=Callable[..., Commit[Any] | Answer[Any] | Nothing])
Reads = TypeVar("Reads", bound=Callable[..., Iterator[Model | Unreadable]])
Runs = TypeVar("Runs", bound=Callable[..., object])


class Grant(StrEnum):
    """What an operation may do beyond reading and committing documents."""

    PUBLISH = "publish"
    """Put events on the internal bus: the relay alone."""
    WAKE = "wake"
    """Put messages back on the queues of other operations."""
    SCAN = "scan"
    """Scan the ledger, for repairs."""
    SEAL = "seal"
    """Encrypt sensitive fields at the door."""
    INTAKE = "intake"
    """Read dropped files, write their acknowledgements."""
    REPAIR = "repair"
    """Read what the stream could not announce."""
    REMOTE = "remote"
    """Call partner systems with their stored credentials."""


class Counterpart(Protocol[R_contra]):
    """A system at which effects happen: it is sent to, asked, and probed."""

    def send(self, request: R_contra) -> Receipt:
        """Raises Rejected, Unavailable (surely not there) or UnknownOutcome."""

    def ask(self, request: R_contra) -> Outcome | None:
        """A receipt if it is there and agrees, a refusal if it differs, None if not there."""

    def probe(self) -> None:
        """Raises Unavailable or UnknownOutcome while the system does not answer."""


class Effect(NamedTuple, Generic[R]):
    """An outside effect: its kind, the shape of what is sent, and how its systems are reached."""

    kind: str
    request: type[R]
    systems: tuple[str, ...]
    connect: Callable[..., Counterpart[R]]
    """(system, remote, now, pause) → the counterpart."""


class Operation:
    """One finance operation: one module, one function, one sentence.

    `timeout_seconds` and `memory_mb` size the function, `batch` is how many messages it takes at
    once (1 with an outside effect), `roles` are those of which a caller at the API needs one.
    One that `approves` what another person made must know who calls as of now.
    """

    def __init__(
        self,
        *triggers: Trigger,
        owner: str,
        effect: Effect[Any] | None = None,
        grants: tuple[Grant, ...] = (),
        roles: tuple[str, ...] = (),
        people_only: bool = False,
        approves: bool = False,
        timeout_seconds: int = 30,
        memory_mb: int = 512,
        batch: int = 10,
    ) -> None:
        self.triggers = triggers
        self.owner = owner
        self.effect = effect
        self.grants = grants
        self.roles = roles
        self.people_only = people_only
        self.approves = approves
        self.timeout_seconds = timeout_seconds
        self.memory_mb = memory_mb
        self.batch = 1 if effect else batch
        self.module = str(sys._getframe(1).f_globals["__name__"])
        self._decision: Signature | None = None
        self._conclusion: Signature | None = None
        self.reading: Callable[..., Iterator[Model | Unreadable]] = self._undeclared
        self.work: Callable[..., object] = self._undeclared

    def decides(self, decision: Decides) -> Decides:
        """The decision; its annotations say what it is asked, what it loads, what it may emit."""
        self._decision = Signature(decision)
        return decision

    def concludes(self, conclusion: Decides) -> Decides:
        """What each outcome of the effect decides."""
        self._conclusion = Signature(conclusion)
        unknown = set(self._conclusion.policies.items()) - set(self.signature.policies.items())
        if unknown:
            raise TypeError(f"{self.name}: a conclusion leans on the decision's policies only")
        return conclusion

    def reads(self, reader: Reads) -> Reads:
        """For a file: bytes in, commands or findings out, in the order of the file."""
        self.reading = reader
        return reader

    def runs(self, work: Runs) -> Runs:
        """For the kernel's own operations, which work through the ports."""
        self.work = work
        return work

    def _undeclared(self, *_: object) -> Any:
        raise TypeError(f"{self.name} neither reads files nor runs by itself")

    @property
    def signature(self) -> Signature:
        """The decision's declaration. Raises TypeError for an operation that decides nothing."""
        return _declared(self._decision, self, "decides")

    @property
    def conclusion(self) -> Signature:
        """What the effect's outcome decides. Raises TypeError for one without an effect."""
        return _declared(self._conclusion, self, "concludes")

    @property
    def decides_something(self) -> bool:
        """Whether this is a finance operation, not one of the kernel's own."""
        return self._decision is not None

    @property
    def name(self) -> str:
        """`<domain>.<verb_noun>`, such as `payables.submit_invoice`."""
        return self.module.removeprefix("functions.")

    @property
    def domain(self) -> str:
        """The folder that the operation lives in."""
        return self.name.split(".")[0]

    @property
    def summary(self) -> str:
        """The module's one sentence."""
        return (sys.modules[self.module].__doc__ or "").strip().split("\n")[0]


def _declared(signature: Signature | None, operation: Operation, what: str) -> Signature:
    if signature is None:
        raise TypeError(f"{operation.name} {what} nothing")
    return signature

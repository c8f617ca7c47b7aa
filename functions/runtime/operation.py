"""An operation: triggers and limits as data, one decision whose signature is the declaration."""

import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from functions.runtime.counterpart import Counterpart as Counterpart
from functions.runtime.counterpart import Effect as Effect
from functions.runtime.decision import (
    Answer,
    Await,
    Begin,
    Commit,
    Finish,
    Nothing,
)
from functions.runtime.reading import Acknowledgement, ControlReference, Fate, Unreadable
from functions.runtime.signature import Signature
from functions.runtime.triggers import Step, Trigger
from schemas.base import Model

if TYPE_CHECKING:
    from schemas.governance import Deprecated, Targets

Decides = TypeVar(
    "Decides", bound=Callable[..., Commit[Any] | Answer[Any] | Begin | Await | Finish | Nothing]
)
Reads = TypeVar("Reads", bound=Callable[..., Iterator[Model | Unreadable]])
Names = TypeVar("Names", bound=Callable[[bytes], ControlReference | None])
Answers = TypeVar("Answers", bound=Callable[[bytes, Fate], Acknowledgement | None])
Runs = TypeVar("Runs", bound=Callable[..., object])
Follows = TypeVar("Follows", bound=Callable[..., list[str]])


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
    AUDIT = "audit"
    """Sign seals and keep them where nobody can change them."""
    EVIDENCE = "evidence"
    """Keep evidence where nobody can change it."""
    LETTERS = "letters"
    """Look at the dead letters of other operations."""
    REDRIVE = "redrive"
    """Put dead letters of other operations back on their queues."""
    IDENTITY = "identity"
    """Ask which table the ledger is: every effect does, too."""
    NOTIFY = "notify"
    """Tell teams on their topics."""
    REMOTE = "remote"
    """Call partner systems with their stored credentials."""


class Operation:
    """One finance operation: one module, one function, one sentence.

    `timeout_seconds` and `memory_mb` size the function, `batch` is how many messages it takes at
    once (1 with an outside effect), `roles` are those of which a caller at the API needs one.
    `workflow` is the one that it begins or finishes; a step's is in its trigger.
    One that `approves` what another person made must know who calls as of now. What is not said
    of `targets` follows from its tier and triggers (R-GOV-15).
    """

    def __init__(
        self,
        *triggers: Trigger,
        owner: str,
        effect: Effect[Any] | None = None,
        grants: tuple[Grant, ...] = (),
        workflow: str = "",
        roles: tuple[str, ...] = (),
        people_only: bool = False,
        approves: bool = False,
        timeout_seconds: int = 30,
        memory_mb: int = 512,
        batch: int = 10,
        targets: "Targets | None" = None,
        deprecated: "Deprecated | None" = None,
    ) -> None:
        self.triggers = triggers
        self.owner = owner
        self.effect = effect
        self.grants = grants
        self.workflow = workflow or _stepped(triggers)
        self.roles = roles
        self.people_only = people_only
        self.approves = approves
        self.timeout_seconds = timeout_seconds
        self.memory_mb = memory_mb
        self.batch = 1 if effect else batch
        self.targets = targets
        self.deprecated = deprecated
        self.module = str(sys._getframe(1).f_globals["__name__"])
        self._decision: Signature | None = None
        self._conclusion: Signature | None = None
        self.reading: Callable[..., Iterator[Model | Unreadable]] = self._undeclared
        self.naming: Callable[[bytes], ControlReference | None] = lambda _: None
        self.answering: Callable[[bytes, Fate], Acknowledgement | None] = lambda *_: None
        self.work: Callable[..., object] = self._undeclared
        self.following: Callable[..., list[str]] = self._undeclared

    def decides(self, decision: Decides) -> Decides:
        """The decision; its annotations say what it is asked, what it loads, what it may emit."""
        self._decision = Signature(decision)
        return decision

    def concludes(self, conclusion: Decides) -> Decides:
        """What each outcome of the effect, or what came of the work, decides."""
        self._conclusion = Signature(conclusion)
        known = self._decision.policies if self._decision else {}
        if set(self._conclusion.policies.items()) - set(known.items()):
            raise TypeError(f"{self.name}: a conclusion leans on the decision's policies only")
        return conclusion

    def reads(self, reader: Reads) -> Reads:
        """For a file: bytes in, commands or findings out, in the order of the file."""
        self.reading = reader
        return reader

    def names(self, naming: Names) -> Names:
        """For a file: the control reference of one that was read, where its format has such."""
        self.naming = naming
        return naming

    def answers(self, answering: Answers) -> Answers:
        """For a file: the acknowledgement that its format has; it answers always, or None."""
        self.answering = answering
        return answering

    def runs(self, work: Runs) -> Runs:
        """For the kernel's own operations, which work through the ports."""
        self.work = work
        return work

    def follows(self, follower: Follows) -> Follows:
        """For the stream: records in, the sequence numbers of those not taken out."""
        self.following = follower
        return follower

    def _undeclared(self, *_: object) -> Any:
        raise TypeError(f"{self.name} neither reads files nor runs by itself")

    @property
    def signature(self) -> Signature:
        """The decision's declaration. Raises TypeError for an operation that decides nothing."""
        return _declared(self._decision, self, "decides")

    @property
    def conclusion(self) -> Signature:
        """What the outcome of effect or work decides. Raises TypeError for one without."""
        return _declared(self._conclusion, self, "concludes")

    @property
    def declarations(self) -> tuple[Signature, ...]:
        """Its decision and its conclusion, those that there are."""
        return tuple(one for one in (self._decision, self._conclusion) if one is not None)

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


def _stepped(triggers: tuple[Trigger, ...]) -> str:
    return next((one.workflow for one in triggers if isinstance(one, Step)), "")


def _declared(signature: Signature | None, operation: Operation, what: str) -> Signature:
    if signature is None:
        raise TypeError(f"{operation.name} {what} nothing")
    return signature

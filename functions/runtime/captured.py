"""Ports that read the real world and change nothing: what would be done is written down instead.

A decision taken over them is the real one, by the real handler, up to the first thing whose answer
only doing it would tell: there `Beyond` ends it.
"""

from collections.abc import Mapping, Sequence

from functions.runtime.captured_store import Beyond, CapturedStore
from functions.runtime.errors import TieoutError
from functions.runtime.letters import Letter, Letters
from functions.runtime.measures import Measure
from functions.runtime.ports import DataKeys, Ports, Remote, Reply, Request, Signed, Vault


class Withheld(Exception):
    """What the kernel would bear with and try again later, but an operator must know of."""

    def __init__(self, why: TieoutError) -> None:
        super().__init__(why.detail)
        self.why = why


def captured(ports: Ports, steps: list[str], *, blind: bool = False) -> Ports:
    """The same world, seen through glass; `steps` grows by what would be done, in order.

    `blind` has no keys, secrets or dropped files.
    """
    return ports._replace(
        store=CapturedStore(ports.store, steps, files=not blind),
        bus=CapturedBus(steps),
        queue=CapturedQueue(steps),
        letters=CapturedLetters(ports.letters, steps),
        remote=CapturedRemote(None if blind else ports.remote),
        vault=CapturedVault(None if blind else ports.vault),
        workflows=CapturedWorkflows(steps),
        meter=CapturedMeter(),
        notices=CapturedNotices(steps),
        pause=lambda _: None,
    )


class CapturedBus:
    """No event leaves."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps

    def publish(self, entries: Sequence[Mapping[str, str]]) -> list[int]:
        """Captured; none fails."""
        self._steps.append(f"would announce {len(entries)} events")
        return []


class CapturedQueue:
    """No message leaves."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps

    def send(self, operation: str, body: str, *, delay_seconds: int = 0) -> None:
        """Captured."""
        self._steps.append(f"would put a message on the queue of {operation}")

    def postpone(self, operation: str, receipt: str, seconds: int) -> None:
        """Nothing is in flight here."""


class CapturedLetters:
    """Dead letters stay where they are."""

    def __init__(self, letters: Letters, steps: list[str]) -> None:
        self._letters = letters
        self._steps = steps

    def read(self, operation: str, limit: int) -> list[Letter]:
        """As the port says."""
        return self._letters.read(operation, limit)

    def redrive(self, operation: str, wanted: Sequence[str]) -> int:
        """Captured."""
        named = f"{len(wanted)} named" if wanted else "all"
        self._steps.append(f"would redrive {named} dead letters of {operation}")
        return len(wanted)


class CapturedRemote:
    """Settings are really read, and must be there; no partner system is called."""

    def __init__(self, remote: Remote | None) -> None:
        self._remote = remote
        self._name = "a partner system"

    def secret(self, name: str) -> Mapping[str, str]:
        """As the port says. Raises Withheld."""
        self._name = name
        if self._remote is None:
            raise Beyond(f"would call {name}")
        try:
            return self._remote.secret(name)
        except TieoutError as why:
            raise Withheld(why) from None

    def call(self, request: Request) -> Reply:
        """Raises Beyond: what the other side answers, only calling it would tell."""
        raise Beyond(f"would call {self._name}")


class CapturedVault:
    """Keys are really there, for what is sealed is thrown away; nothing is signed."""

    def __init__(self, vault: Vault | None) -> None:
        self._vault = vault

    def keys(self) -> DataKeys:
        """As the port says."""
        return self._kept().keys()

    def unwrap(self, wrapped: bytes) -> bytes:
        """As the port says."""
        return self._kept().unwrap(wrapped)

    def sign(self, message: bytes) -> Signed:
        """Raises Beyond: a signature outlives us."""
        raise Beyond("would sign")

    def _kept(self) -> Vault:
        if self._vault is None:
            raise Beyond("would use the keys of sensitive fields")
        return self._vault


class CapturedWorkflows:
    """No execution starts or ends."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps

    def start(self, workflow: str, execution: str, said: Mapping[str, str | int]) -> None:
        """Captured."""
        self._steps.append(f"would start {workflow} {execution}")

    def complete(self, token: str, said: Mapping[str, str]) -> bool:
        """Captured."""
        self._steps.append("would end a wait of a workflow")
        return True


class CapturedMeter:
    """Nothing happened, so nothing is counted."""

    def take(self, measures: Sequence[Measure]) -> None:
        """Dropped."""


class CapturedNotices:
    """Nobody is told."""

    def __init__(self, steps: list[str]) -> None:
        self._steps = steps

    def notify(self, team: str, subject: str, text: str) -> None:
        """Captured."""
        self._steps.append(f"would notify {team}")

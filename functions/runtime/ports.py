"""The ports through which the kernel reaches the world: store, bus, queue, remote, workflows.

Thin AWS adapters are in `functions.runtime.aws`, in-memory ones with a virtual clock in
`functions.runtime.memory`; one conformance suite holds both to what is written here.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from functions.runtime.letters import Letters
from functions.runtime.measures import Meter
from functions.runtime.notices import Notices

Item = dict[str, str | int]
"""One item of a table: flat, `pk` and `sk` first; documents inside it are JSON text."""

Table = Literal["ledger", "keys"]


Bucket = Literal["documents", "intake", "failures", "audit"]
"""What is put into `audit` nobody can change or delete for as long as it is retained."""


class Key(NamedTuple):
    """Where an item is. The kernel builds every key from the verified tenant."""

    pk: str
    sk: str
    table: Table = "ledger"


class Clause(NamedTuple):
    """One condition on the item as it stands: all clauses of a write must hold.

    `absent`: no item with this key (or none of this attribute, if one is named);
    `absent or <`: no item, or its attribute below the value (an expired record);
    `absent or =`: no item, or its attribute is the value (the holder itself).
    """

    operator: Literal["absent", "absent or <", "absent or =", "=", "<>", "<"]
    attribute: str = "pk"
    value: str | int = ""


ABSENT = (Clause("absent"),)


class Put(NamedTuple):
    """Write the whole item if the clauses hold."""

    item: Item
    when: tuple[Clause, ...] = ()
    table: Table = "ledger"

    @property
    def key(self) -> Key:
        """The key of the item that is written."""
        return Key(str(self.item["pk"]), str(self.item["sk"]), self.table)


class Delete(NamedTuple):
    """Remove the item if the clauses hold."""

    key: Key
    when: tuple[Clause, ...] = ()


class Check(NamedTuple):
    """Write nothing, but only if the clauses hold."""

    key: Key
    when: tuple[Clause, ...]


Write = Put | Delete | Check


class ConditionFailed(Exception):
    """A transaction was refused and wrote nothing; `stood` has what stood in the way, by index."""

    def __init__(self, stood: dict[int, Item | None]) -> None:
        super().__init__(f"conditions {sorted(stood)} did not hold")
        self.stood = stood


class Contended(Exception):
    """Another transaction held one of the items; nothing was written (TransactionConflict)."""


class Page(NamedTuple):
    """Some items in key order; `after` continues, empty at the end."""

    items: list[Item]
    after: str = ""


class Origin(NamedTuple):
    """Which table the ledger is, and to which instant it was restored (empty if it never was).

    Another table has another identity, also under the same name.
    """

    identity: str
    restored_to: str = ""


class Store(Protocol):
    """Two tables and the buckets. Every method raises Unavailable when it cannot say.

    What can never be written or asked (two writes on one item, an item above 400 kB) raises
    ValueError; a cursor `after` that was not made for that list, Invalid. A page may be empty and
    still have an `after`.
    """

    def read(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """All items that exist, in one consistent call; a partial answer is Unavailable."""

    def write(self, writes: Sequence[Write]) -> None:
        """All or nothing. Raises ConditionFailed, Contended, Unavailable or UnknownOutcome."""

    def query(
        self, pk: str, prefix: str, *, after: str = "", limit: int = 100, newest: bool = False
    ) -> Page:
        """Items of one partition whose sort key has the prefix; consistent; by sort key."""

    def index(self, gpk: str, *, upto: str = "", after: str = "", limit: int = 100) -> Page:
        """Keys of the sparse index by its sort key, up to and with `upto`; may lag behind.

        Its items hold `pk`, `sk`, `gpk`, `gsk` only: read them consistently before use.
        """

    def scan(self, prefix: str, *, after: str = "", limit: int = 100) -> Page:
        """All ledger items whose sort key has the prefix, in no order: for repairs only."""

    def origin(self) -> Origin:
        """Which table the ledger is; every call asks anew."""

    def put_object(self, name: str, body: bytes, *, bucket: Bucket = "documents") -> None:
        """Keep bytes under a name; the same name again makes a new version."""

    def get_object(
        self, name: str, *, version: str = "", bucket: Bucket = "documents", limit: int = 0
    ) -> bytes:
        """The bytes under a name. Raises Missing, or Invalid (413) above `limit` bytes if set."""


class Bus(Protocol):
    """The internal event bus; only the relay's role may put events on it."""

    def publish(self, entries: Sequence[Mapping[str, str]]) -> list[int]:
        """Put up to 10 entries (`source`, `type`, `detail`); answers the indexes that failed."""


class Queue(Protocol):
    """The operations' own queues."""

    def send(self, operation: str, body: str, *, delay_seconds: int = 0) -> None:
        """Put a message on the queue of that operation. Raises Unavailable."""

    def postpone(self, operation: str, receipt: str, seconds: int) -> None:
        """Make a message in flight visible again only after so many seconds, 12 hours at most.

        A message that is no longer in flight is left alone. Raises Unavailable.
        """


class Workflows(Protocol):
    """The state machines of `infra/workflows`, each by its name."""

    def start(self, workflow: str, execution: str, said: Mapping[str, str | int]) -> None:
        """Start an execution; one of that name that runs or has run is success.

        Raises Unavailable, also for a workflow that is not deployed.
        """

    def complete(self, token: str, said: Mapping[str, str]) -> bool:
        """End a wait. False if nobody waits under that token any more, which is no error.

        Raises Unavailable. A token is a secret: who has it can end the wait.
        """


class Request(NamedTuple):
    """One HTTP request to a partner system."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    deadline_seconds: int = 20


class Reply(NamedTuple):
    """A whole answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Remote(Protocol):
    """HTTP to partner systems, over kept-alive connections; it never retries by itself."""

    def call(self, request: Request) -> Reply:
        """Raises Unavailable when nothing left, UnknownOutcome when no whole answer came back."""

    def secret(self, name: str) -> Mapping[str, str]:
        """The connection settings of a partner system, kept for as long as the process."""


class Vault(Protocol):
    """Keys for sensitive fields; loaded when the first one is seen."""

    def keys(self) -> "DataKeys":
        """The process's data key (clear and wrapped) and the blind-index key."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The clear data key of an older ciphertext."""

    def sign(self, message: bytes) -> "Signed":
        """ECDSA on P-256 with SHA-256 over at most 4,096 bytes, by the key of the audit."""


class DataKeys(NamedTuple):
    """A data key from KMS, the same wrapped by KMS, and the key of blind indexes."""

    clear: bytes
    wrapped: bytes
    blind: bytes


class Signed(NamedTuple):
    """A signature (DER), and the public key (PEM) that it can be checked with."""

    signature: bytes
    public_key: str


class Ports(NamedTuple):
    """All of the world that the kernel can reach, with the clock, the ids and the dice."""

    store: Store
    bus: Bus
    queue: Queue
    letters: Letters
    remote: Remote
    vault: Vault
    workflows: Workflows
    notices: Notices
    meter: Meter
    clock: Callable[[], datetime]
    new_id: Callable[[], str]
    jitter: Callable[[], float]
    """A number from 0 to 1; spreads retries."""
    pause: Callable[[float], None]
    home: str
    """The tenant that runs this deployment; its policies say who the callers are."""

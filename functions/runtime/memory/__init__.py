"""The ports in memory, on a virtual clock: for tests, and for whoever wants to play.

Nothing here is thread-safe: two deliveries interleave through the hooks of the boundary, which
may run the second one in the middle of a call of the first.
"""

from dataclasses import dataclass, field

from functions.runtime.memory.boundary import Boundary, Crossing, Killed
from functions.runtime.memory.bus import MemoryBus
from functions.runtime.memory.clock import Clock, Dice, Ids
from functions.runtime.memory.letters import MemoryLetters
from functions.runtime.memory.meter import MemoryMeter
from functions.runtime.memory.notices import MemoryNotices
from functions.runtime.memory.queue import MemoryQueue, Message
from functions.runtime.memory.remote import MemoryRemote
from functions.runtime.memory.store import MemoryStore
from functions.runtime.memory.vault import MemoryVault
from functions.runtime.memory.workflows import MemoryWorkflows
from functions.runtime.ports import Ports

__all__ = ["Boundary", "Clock", "Crossing", "Killed", "Message", "World", "memory_ports"]


@dataclass
class World:
    """All that outlives a process: tables, queues, partner systems, and the time."""

    boundary: Boundary = field(default_factory=Boundary)
    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    dice: Dice = field(default_factory=Dice)
    store: MemoryStore = field(init=False)
    bus: MemoryBus = field(init=False)
    queue: MemoryQueue = field(init=False)
    remote: MemoryRemote = field(init=False)
    meter: MemoryMeter = field(default_factory=MemoryMeter)
    vault: MemoryVault = field(init=False)
    workflows: MemoryWorkflows = field(init=False)
    notices: MemoryNotices = field(init=False)

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.boundary)
        self.bus = MemoryBus(self.boundary)
        self.queue = MemoryQueue(self.boundary, self.clock)
        self.remote = MemoryRemote(self.boundary)
        self.vault = MemoryVault(self.boundary)
        self.workflows = MemoryWorkflows(self.boundary, self.clock)
        self.notices = MemoryNotices(self.boundary)


def memory_ports(world: World, home: str = "acme") -> Ports:
    """The ports of a process that lives in this world; a pause only moves the clock."""
    return Ports(
        store=world.store,
        bus=world.bus,
        queue=world.queue,
        letters=MemoryLetters(world.boundary, world.queue),
        remote=world.remote,
        vault=world.vault,
        workflows=world.workflows,
        notices=world.notices,
        meter=world.meter,
        clock=world.clock,
        new_id=world.ids,
        jitter=world.dice,
        pause=world.clock.pause,
        home=home,
    )

"""Ask systems whose circuit is open whether they are back, and let their waiters go gradually."""

from typing import Any

from functions.connectors.registry import connect
from functions.runtime import circuit, keys
from functions.runtime.errors import Rejected, Unavailable, UnknownOutcome
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import ConditionFailed, Item
from functions.runtime.quarantine import LEDGER
from functions.runtime.triggers import Every
from functions.runtime.waiting import release
from schemas.policies.resilience import Resilience

operation = Operation(
    Every(minutes=1),
    owner="platform",
    grants=(Grant.WAKE, Grant.REMOTE),
    timeout_seconds=60,
    batch=1,
)


@operation.runs
def probe_systems(kernel: Kernel, _message: dict[str, Any]) -> str:
    """A system that answers is half open: first ten waiters, then twice as many, then all.

    A quarantined ledger is none of them: two people end that, not a probe.
    """
    ports, now = kernel.ports, kernel.ports.clock()
    kernel.shelf.refresh(ports.store, ports.home, [Resilience], EVERYWHERE, now)
    patience, _ = kernel.shelf.in_force(ports.home, Resilience, EVERYWHERE, now)
    said = []
    for found in ports.store.index(keys.SYSTEMS_DUE).items:
        name = str(found["pk"]).removeprefix("system#")
        if name == LEDGER:
            continue
        state = ports.store.read([keys.system(name)]).get(keys.system(name))
        if state is not None and state["state"] != "closed":
            said.append(f"{name}: {_probe(kernel, name, state, patience)}")
    return "; ".join(said) or "every circuit is closed"


def _probe(kernel: Kernel, name: str, state: Item, patience: Resilience) -> str:
    ports = kernel.ports
    try:
        connect(name, ports.remote, ports.clock(), ports.pause).probe()
    except (Unavailable, UnknownOutcome, Rejected):
        return "still down"
    most = max(patience.release_first, 2 * int(state["released"]))
    try:
        circuit.half_opened(ports, name, state, most)
        released = release(ports, circuit.key(name), most)
        if released == most:
            return f"released {released}"
        again = ports.store.read([circuit.key(name)])[circuit.key(name)]
        if again["state"] == "half open":
            circuit.closed(ports, name, again)
    except ConditionFailed:
        return "moved meanwhile"
    return f"released {released}, closed"

"""The circuit of a partner system: opens after failures in a row, closes by probe (R-RES-04)."""

from functions.runtime import keys
from functions.runtime.ports import Clause, ConditionFailed, Item, Key, Ports, Put
from schemas.base import iso
from schemas.policies.resilience import Resilience

TRIES = 3


def is_open(circuit: Item | None) -> bool:
    """Whether nothing may be sent to the system now; half open lets the released through."""
    return circuit is not None and circuit["state"] == "open"


def failed(ports: Ports, system: str, circuit: Item | None, policy: Resilience) -> None:
    """Count one more failure in a row; the one too many opens the circuit."""
    for _ in range(TRIES):
        failures = int(circuit["failures"]) + 1 if circuit else 1
        half_open = circuit is not None and circuit["state"] == "half open"
        opens = half_open or failures >= policy.failures_to_open
        try:
            _put(ports, system, circuit, "open" if opens else "closed", failures=failures)
        except ConditionFailed as moved:
            circuit = moved.stood[0]
        else:
            return


def answered(ports: Ports, system: str, circuit: Item | None) -> None:
    """The system answered: failures are no longer in a row. One write, only if there were any."""
    if circuit is None or circuit["state"] != "closed" or not circuit["failures"]:
        return
    try:
        _put(ports, system, circuit, "closed", failures=0)
    except ConditionFailed:
        return


def half_opened(ports: Ports, system: str, circuit: Item, released: int) -> None:
    """The probe was answered: so many waiters were let go; twice as many next time."""
    _put(ports, system, circuit, "half open", failures=0, released=released)


def closed(ports: Ports, system: str, circuit: Item) -> None:
    """Nobody waits any more and the system answers."""
    _put(ports, system, circuit, "closed", failures=0)


def key(system: str) -> Key:
    """Where the circuit is; also the partition of those that wait for it."""
    return keys.system(system)


def _put(
    ports: Ports, system: str, before: Item | None, state: str, *, failures: int, released: int = 0
) -> None:
    where, now = keys.system(system), iso(ports.clock())
    version = int(before["version"]) if before else 0
    since = before["since"] if before and before["state"] == state else now
    item: Item = {
        "pk": where.pk,
        "sk": where.sk,
        "state": state,
        "failures": failures,
        "released": released,
        "since": since,
        "version": version + 1,
    }
    if state != "closed":
        item |= {"gpk": keys.SYSTEMS_DUE, "gsk": f"{since}#{system}"}
    ports.store.write([Put(item, (Clause("absent or =", "version", version),))])

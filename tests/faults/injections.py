"""The catalogue of faults: what can happen at a call, and at which calls it can."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing, Killed
from functions.runtime.ports import Contended
from local.simulators.sap.faults import Door, Fault
from tests.faults.rig import LAG_MINUTES, Act, Injection, Rig, Step

CONTENDED_FOR_LONG = 4
SKEW = timedelta(minutes=5)
DARK = timedelta(minutes=25)
SLOW = timedelta(seconds=25)


def possible(step: Step) -> Iterator[Injection]:
    """Every fault that fits a call."""
    for fits, name, before, act in CATALOGUE:
        if fits(step):
            yield Injection(name, before, act)
    if step.name == "remote.call":
        yield from _of_sap(step)


def _kill(rig: Rig, crossing: Crossing) -> None:
    raise Killed


def _throttle(rig: Rig, crossing: Crossing) -> None:
    raise Unavailable("throttled, or the connection was refused")


def _lost(rig: Rig, crossing: Crossing) -> None:
    raise UnknownOutcome("no answer came")


def _contend(rig: Rig, crossing: Crossing) -> None:
    raise Contended


def _contend_for_long(rig: Rig, crossing: Crossing) -> None:
    rig.busy = CONTENDED_FOR_LONG - 1
    raise Contended


def _again(rig: Rig, crossing: Crossing) -> None:
    rig.deliver_again(rig.running[-1])


def _all_else(rig: Rig, crossing: Crossing) -> None:
    rig.bustle()


def _sweep(rig: Rig, crossing: Crossing) -> None:
    """Time passes, and what is due is woken while this call is on its way."""
    rig.world.clock.advance(SLOW)
    for name in ("operations.wake", "operations.probe_systems"):
        rig.world.queue.put(name, "{}")
    rig.bustle()


def _dark(rig: Rig, crossing: Crossing) -> None:
    """The store is not there for so long that messages end in their dead-letter queues."""
    rig.dark = rig.world.clock() + DARK
    raise Unavailable("the store is not there")


def _republish(rig: Rig, crossing: Crossing) -> None:
    """Somebody has everything announced again, and it all arrives at once."""
    rig.world.queue.put("operations.republish", '{"since": "2026", "until": "2027"}')
    rig.bustle()


def _slow(rig: Rig, crossing: Crossing) -> None:
    rig.world.clock.advance(SLOW)


def _skew(by: timedelta) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        rig.running[-1].skew = by
        rig.world.clock.advance(by)

    return act


def _lag(rig: Rig, crossing: Crossing) -> None:
    rig.world.store.tables["ledger"].index.lagging = True
    rig.lag = LAG_MINUTES


def _fail_entries(which: Callable[[Sequence[Any]], Collection[int]]) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        bus = rig.world.bus
        whole = bus.failing

        def once(entries: Sequence[Any]) -> Collection[int]:
            bus.failing = whole
            return which(entries)

        bus.failing = once

    return act


def _ordered(fault: Callable[[], Fault]) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        rig.sap.order(fault())

    return act


def _of_sap(step: Step) -> Iterator[Injection]:
    door: Door = step.door  # type: ignore[assignment]  # door_of gave it
    plain = {
        "sap: 503 before commit": lambda: Fault("server_error", door=door, status=503),
        "sap: 429": lambda: Fault("too_many", door=door, seconds=30),
        "sap: slow": lambda: Fault("slow", door=door, seconds=15),
        "sap: too slow": lambda: Fault("slow", door=door, seconds=25),
        "sap: down for a moment": lambda: Fault("down", door=door),
        "sap: down for long": lambda: Fault("down", door=door, seconds=600),
    }
    if door != "token":
        plain["sap: token expired"] = lambda: Fault("expired_token", door=door)
    if door == "post":
        plain["sap: session expired"] = lambda: Fault("expired_session", door=door)
        plain["sap: answer lost"] = lambda: Fault("timeout_after_commit", door=door, seconds=20)
        plain["sap: 500 after commit"] = lambda: Fault("server_error", door=door, commits=True)
        plain["sap: says duplicate"] = lambda: Fault("duplicate", door=door)
        for late in (5, 40, 100, 300, 880):
            plain[f"sap: commits {late} s late"] = _late(late)
    for name, fault in plain.items():
        yield Injection(name, True, _ordered(fault))


def _late(seconds: int) -> Callable[[], Fault]:
    return lambda: Fault("late_commit", seconds=seconds)


def _any(step: Step) -> bool:
    return True


def _of_unknown_end(step: Step) -> bool:
    return step.name in ("store.write", "remote.call")


def _write(step: Step) -> bool:
    return step.name == "store.write"


def _sent(step: Step) -> bool:
    return step.name.startswith(("bus.", "queue.", "store.put"))


def _published(step: Step) -> bool:
    return step.name == "bus.publish"


def _queued(step: Step) -> bool:
    return step.first and step.queued and step.name.startswith("store.")


def _first(step: Step) -> bool:
    return step.first


def _very_first(step: Step) -> bool:
    return step.number == 0


CATALOGUE: tuple[tuple[Callable[[Step], bool], str, bool, Act], ...] = (
    (_any, "killed before", True, _kill),
    (_any, "killed after", False, _kill),
    (_any, "throttled", True, _throttle),
    (_any, "delivered again before", True, _again),
    (_any, "delivered again after", False, _again),
    (_any, "all else happens before", True, _all_else),
    (_any, "all else happens after", False, _all_else),
    (_any, "swept meanwhile", False, _sweep),
    (_any, "republished", True, _republish),
    (_any, "slow", True, _slow),
    (_of_unknown_end, "request lost", True, _lost),
    (_of_unknown_end, "answer lost", False, _lost),
    (_sent, "answer lost", False, _throttle),
    (_write, "contended", True, _contend),
    (_write, "contended for long", True, _contend_for_long),
    (_published, "one entry fails", True, _fail_entries(lambda entries: [0])),
    (_published, "all entries fail", True, _fail_entries(lambda e: range(len(e)))),
    (_queued, "store dark for long", True, _dark),
    (_first, "clock ahead", True, _skew(SKEW)),
    (_first, "clock behind", True, _skew(-SKEW)),
    (_very_first, "index lags", True, _lag),
)

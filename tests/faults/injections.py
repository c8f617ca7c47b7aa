"""The catalogue of faults: what can happen at a call, and at which calls it can."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import timedelta
from typing import Any

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing, Killed
from functions.runtime.ports import Contended, Reply
from tests.faults.rig import LAG_MINUTES, Act, Injection, Rig, Step

CONTENDED_FOR_LONG = 4
SKEW = timedelta(minutes=5)
DARK = timedelta(minutes=25)
SLOW = timedelta(seconds=25)
FORTNIGHT = timedelta(days=14)
"""As long as SQS keeps a message at most."""
PAGE = b"<html>It works!</html>"


def possible(step: Step) -> Iterator[Injection]:
    """Every fault that fits a call."""
    for fits, name, before, act in CATALOGUE:
        if fits(step):
            yield Injection(name, before, act)
    if step.name == "remote.call":
        yield from _of_erp(step)


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


def _ordered(**fault: Any) -> Act:
    def act(rig: Rig, crossing: Crossing) -> None:
        rig.order(**fault)

    return act


def _wrong(status: int, body: bytes) -> Act:
    """The ERP did what it was asked, and somebody else answers."""

    def act(rig: Rig, crossing: Crossing) -> None:
        rig.wrong = Reply(status, {"content-type": "text/html"}, body)

    return act


def _fortnight(rig: Rig, crossing: Crossing) -> None:
    """The message lay about for as long as a queue keeps one."""
    rig.world.clock.advance(FORTNIGHT)


def _unheard(rig: Rig, crossing: Crossing) -> None:
    rig.running[-1].unheard = True


def _cloned(rig: Rig, crossing: Crossing) -> None:
    """The process was restored from a snapshot: its random numbers were all drawn before."""
    rig.world.ids.given = rig.world.dice.thrown = 0


def _poison(rig: Rig, crossing: Crossing) -> None:
    """The bus refuses this event whenever it comes, until somebody mends that."""
    rig.poison.add(json.loads(crossing.args[0][0]["detail"])["id"])


def _of_erp(step: Step) -> Iterator[Injection]:
    door = step.door
    found = {
        "503 before commit": _ordered(kind="server_error", door=door, status=503),
        "429": _ordered(kind="too_many", door=door, seconds=30),
        "slow": _ordered(kind="slow", door=door, seconds=15),
        "too slow": _ordered(kind="slow", door=door, seconds=25),
        "down for a moment": _ordered(kind="down", door=door),
        "down for long": _ordered(kind="down", door=door, seconds=600),
        "a page in its place": _wrong(200, PAGE),
        "a gateway's 502": _wrong(502, PAGE),
        "an empty object": _wrong(200, b"{}"),
    }
    if door != "token":
        found["token expired"] = _ordered(kind="expired_token", door=door)
    if door == "post":
        found["answer lost"] = _ordered(kind="timeout_after_commit", door=door, seconds=20)
        found["500 after commit"] = _ordered(kind="server_error", door=door, commits=True)
        for late in (5, 40, 100, 300, 880):
            found[f"commits {late} s late"] = _ordered(kind="late_commit", seconds=late)
    else:
        found["a gateway's 404"] = _wrong(404, PAGE)
    if door == "post" and step.system == "sap":
        found["session expired"] = _ordered(kind="expired_session", door=door)
        found["says duplicate"] = _ordered(kind="duplicate", door=door)
    for name, act in found.items():
        yield Injection(f"{step.system}: {name}", True, act)


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


def _stepped(step: Step) -> bool:
    return step.first and step.stepped


def _from_queue(step: Step) -> bool:
    return step.first and step.queued


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
    (_first, "random numbers again", True, _cloned),
    (_from_queue, "a fortnight passes", True, _fortnight),
    (_stepped, "nobody hears", True, _unheard),
    (_published, "one event is refused for good", True, _poison),
    (_very_first, "index lags", True, _lag),
)

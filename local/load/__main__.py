"""`make load`: invoices by all doors with one in a hundred going wrong; all accounted for, or 1."""

import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from local.demo.report import say, table, title
from local.demo.stage import Stage, raise_stage
from local.engine.emulator import BUILD
from local.load.accounting import Books, books, percentiles
from local.load.doors import Doors, Sent

COUNT = int(os.environ.get("LOAD", "2000"))
PATIENCE_SECONDS = 900
QUIET_SECONDS = 3
FAULT_EVERY = 100
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "timeout_after_commit", "seconds": 1},
    {"kind": "late_commit", "seconds": 8},
    {"kind": "server_error", "status": 503},
    {"kind": "rejected"},
    {"kind": "server_error", "status": 500, "commits": True},
)
"""What SAP does to every hundredth invoice, in turn."""
COUNTS = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")


def main() -> int:
    """Raise a stage, push, wait, account; answers the process's exit code."""
    started: list[Callable[[], None]] = []
    try:
        title(f"{COUNT} invoices by every door")
        stage = raise_stage(BUILD / "load" / time.strftime("%H%M%S"), started)
        return run(stage, COUNT)
    finally:
        for end in reversed(started):
            end()


def run(stage: Stage, count: int) -> int:
    """The load on a stage that stands."""
    doors = Doors(stage, count)
    ordered = _order_faults(stage, doors)
    say(f"SAP will fail {ordered} times")
    began = time.monotonic()
    sent = doors.push()
    pushed = time.monotonic() - began
    say(f"pushed {len(sent)} in {pushed:.0f} s, {doors.repeated} of them said again")
    found = _at_rest(stage, sent)
    took = time.monotonic() - began
    left = len(stage.simulator("GET", "faults")["faults"])
    say(f"SAP failed {ordered - left} times of {ordered}")
    return _report(doors, sent, found, pushed, took, _dead(stage)) or (1 if left else 0)


def _order_faults(stage: Stage, doors: Doors) -> int:
    numbers = [name for names in doors.numbers.values() for name in names][3::FAULT_EVERY]
    for name, fault in zip(numbers, itertools.cycle(FAULTS), strict=False):
        stage.simulator("POST", "faults", {**fault, "match": name})
    return len(numbers)


def _at_rest(stage: Stage, sent: list[Sent]) -> Books:
    """Wait until every queue is empty and no invoice is on its way; then read the books."""
    quiet_since = time.monotonic()
    seen: list[Books] = []

    def done() -> bool:
        nonlocal quiet_since
        if sum(_depths(stage, dead=False).values()):
            quiet_since = time.monotonic()
        if time.monotonic() - quiet_since < QUIET_SECONDS:
            return False
        quiet_since = time.monotonic()
        seen.append(books(stage))
        known = seen[-1].invoices.keys() >= {one.number for one in sent}
        return known and not seen[-1].moving

    try:
        stage.wait("every invoice to come to its end", done, PATIENCE_SECONDS)
    except RuntimeError as late:
        say(str(late))
        return books(stage)
    return seen[-1]


def _depths(stage: Stage, *, dead: bool) -> dict[str, int]:
    """How many messages each queue holds; those that the clock fills count only as dead."""
    sqs = stage.deployment.client("sqs")
    found = {}
    for url in sqs.list_queues(QueueNamePrefix="tieout-").get("QueueUrls", []):
        told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        if ("RedrivePolicy" not in told) == dead:
            found[url.rsplit("/", 1)[-1]] = sum(int(told[name]) for name in COUNTS)
    return found


def _dead(stage: Stage) -> dict[str, int]:
    return {name: count for name, count in _depths(stage, dead=True).items() if count}


def _report(
    doors: Doors, sent: list[Sent], found: Books, pushed: float, took: float, dead: dict[str, int]
) -> int:
    fates = {one.number: found.fate(one) for one in sent}
    title("what became of them")
    rows = [
        _row(door, [one for one in sent if one.door == door], fates, found)
        for door in dict.fromkeys(one.door for one in sent)
    ]
    rows.append(_row("all", sent, fates, found))
    heads = ("door", "sent", "posted", "cases", "unaccounted", "to SAP p50 s", "p95 s", "p99 s")
    table(heads, rows)
    lost = {name: fate for name, fate in fates.items() if fate not in ("posted", "case")}
    twice = [name for name, count in found.held.items() if count > 1]
    p50, p95, p99 = percentiles(doors.answered_ms)
    say(f"API: {len(doors.answered_ms)} calls, p50 {p50:.0f} ms, p95 {p95:.0f}, p99 {p99:.0f}")
    say(f"rates: in {len(sent) / pushed:.1f}/s; posted or a case {len(sent) / took:.1f}/s")
    say(f"all at rest after {took:.0f} s; held twice by SAP: {twice}; dead letters: {dead}")
    for name, fate in itertools.islice(lost.items(), 20):
        say(f"  unaccounted: {name}: {fate}")
    for wrong in doors.wrongly_answered[:20]:
        say(f"  answered wrongly: {wrong}")
    good = not (lost or twice or dead or doors.wrongly_answered)
    say("accepted = posted + cases, each once" if good else "NOT all accounted for")
    return 0 if good else 1


def _row(door: str, sent: list[Sent], fates: dict[str, str], found: Books) -> tuple[str, ...]:
    counted = Counter(fates[one.number] for one in sent)
    good = counted["posted"] + counted["case"]
    documents = [one["id"] for each in sent for one in found.invoices.get(each.number, [])]
    seconds = percentiles([found.seconds[one] for one in documents if one in found.seconds])
    shown = [str(part) for part in (len(sent), counted["posted"], counted["case"])]
    return (door, *shown, str(len(sent) - good), *(f"{one:.1f}" for one in seconds))


if __name__ == "__main__":
    sys.exit(main())

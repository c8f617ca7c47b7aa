"""Hold every document against its own events, and on request write its head anew from them."""

import json
from collections.abc import Iterator
from typing import Any

from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.rebuilt import Drift, drift_of, tell, write_anew
from functions.runtime.triggers import Task

operation = Operation(
    Task(), owner="finance-controls", grants=(Grant.SCAN,), timeout_seconds=300, batch=1
)

FIRST = "event#0000000001"
PAGES = 50
"""Pages that one invocation looks at; the next goes on from there."""


@operation.runs
def rebuild(kernel: Kernel, message: dict[str, Any]) -> str:
    """The message names `tenant` and `document`, or nothing: then all of them are looked at.

    What differs becomes a case. With `write` the head is written as its events say, if both are
    still as they were read; where the chain of events is itself broken nothing is written.
    """
    store, found = kernel.ports.store, []
    if "document" in message:
        asked = [(str(message["tenant"]), str(message["document"]))]
        return _told(kernel, list(_drifts(kernel, asked)), message)
    after, page = str(message.get("after", "")), 0
    while page < PAGES:
        scanned = store.scan(FIRST, after=after)
        named = [str(item["pk"]).split("#", 1) for item in scanned.items]
        found += list(_drifts(kernel, [(tenant, document) for tenant, document in named]))
        after, page = scanned.after, page + 1
        if not after:
            return _told(kernel, found, message)
    kernel.ports.queue.send(operation.name, json.dumps({**message, "after": after}))
    return f"{_told(kernel, found, message)}, to be continued"


def _drifts(kernel: Kernel, asked: list[tuple[str, str]]) -> Iterator[Drift]:
    for tenant, document in asked:
        drift = drift_of(kernel, tenant, document)
        if drift:
            yield drift


def _told(kernel: Kernel, found: list[Drift], message: dict[str, Any]) -> str:
    written = 0
    for drift in found:
        tell(kernel, operation, drift)
        if message.get("write"):
            written += write_anew(kernel, drift)
    which = "; ".join(f"{one.document}: {', '.join(one.differs)}" for one in found[:20])
    return f"{len(found)} differ, {written} written anew{': ' if which else ''}{which}"

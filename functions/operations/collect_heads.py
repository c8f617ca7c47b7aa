"""Note which documents moved, for the next seal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.audit.collecting import collect
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.ports import Item
from functions.runtime.relay import image
from functions.runtime.triggers import Every, Stream, Task
from schemas.base import iso

operation = Operation(
    Stream(window_seconds=60),
    Every(minutes=24 * 60),
    Task(),
    owner="finance-controls",
    grants=(Grant.SCAN,),
    timeout_seconds=300,
    batch=1,
)

SWEPT = timedelta(days=2)
"""The daily sweep goes back twice a day, so that none is left between two of them."""
PAGES = 200
"""Pages that one invocation looks at; the next goes on from there."""


@operation.follows
def collect_new(kernel: Kernel, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """All or nothing: what is not noted comes again from the first record on."""
    try:
        collect(kernel, [image(record) for record in records])
    except (Unavailable, UnknownOutcome):
        return [str(records[0]["dynamodb"]["SequenceNumber"])]
    return []


@operation.runs
def sweep(kernel: Kernel, message: dict[str, Any]) -> str:
    """Note every document that moved since an instant, whatever became of the stream.

    The message has `time`, as the schedule sends it, or `since`, or neither for all there are; a
    sealed document sealed again does no harm.
    """
    since = str(message.get("since", ""))
    if "time" in message:
        since = iso(datetime.fromisoformat(str(message["time"])) - SWEPT)
    noted, after = 0, str(message.get("after", ""))
    for _ in range(PAGES):
        page = kernel.ports.store.scan("head", after=after)
        noted += collect(kernel, _moved(page.items, since))
        after = page.after
        if not after:
            return f"noted {noted} documents, to the end"
    kernel.ports.queue.send(operation.name, json.dumps({"since": since, "after": after}))
    return f"noted {noted} documents, to be continued"


def _moved(items: Sequence[Item], since: str) -> Iterator[Item]:
    return (item for item in items if item["sk"] == "head" and str(item["changed"]) >= since)

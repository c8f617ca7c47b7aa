"""Write down how all documents of a kind stood at an instant, rebuilt from their events."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from functions.runtime.errors import Invalid
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.past import envelope_of, head_of, newest_events
from functions.runtime.ports import Item
from functions.runtime.triggers import Task
from functions.runtime.views import view
from schemas.base import digest, iso
from schemas.documents import DOCUMENTS

operation = Operation(
    Task(),
    owner="finance-controls",
    grants=(Grant.SCAN, Grant.EVIDENCE),
    timeout_seconds=300,
    batch=1,
)

FIRST = "event#0000000001"
PAGES = 50
"""Pages that one part of the list is made of; the next message writes the next part."""


@operation.runs
def list_past(kernel: Kernel, message: dict[str, Any]) -> str:
    """The message names `tenant`, `kind` and `at`, and may name one `entity`.

    One line of JSON for each document, as `GET /v1/documents/{id}` shows it, in parts that are
    kept as evidence. Raises Invalid for a kind that there is not.
    """
    if message["kind"] not in DOCUMENTS:
        raise Invalid(f"there are no documents called {message['kind']!s:.20}")
    then = iso(datetime.fromisoformat(message["at"]))
    lines, after = [], str(message.get("after", ""))
    for _ in range(PAGES):
        page = kernel.ports.store.scan(FIRST, after=after)
        lines += [line for item in page.items for line in _line(kernel, message, then, item)]
        after = page.after
        if not after:
            break
    part = int(message.get("part", 1))
    asked = digest(*(str(message.get(name, "*")) for name in ("kind", "entity", "at")))
    name = f"evidence/{message['tenant']}/past/{asked}/{part:05}.jsonl"
    kernel.ports.store.put_object(name, "".join(lines).encode(), bucket="audit")
    if after:
        following = {**message, "after": after, "part": part + 1}
        kernel.ports.queue.send(operation.name, json.dumps(following))
    return f"{len(lines)} documents in {name}{', to be continued' if after else ''}"


def _line(kernel: Kernel, message: dict[str, Any], then: str, first: Item) -> Iterator[str]:
    """The document that began with this event, if it is asked for and was there by then."""
    began, store = envelope_of(first), kernel.ports.store
    entity = message.get("entity", began.entity)
    if (began.tenant, began.entity) != (message["tenant"], entity) or began.occurred_at > then:
        return
    last = next(
        item
        for item in newest_events(store, began.tenant, began.document)
        if envelope_of(item).occurred_at <= then
    )
    rebuilt = head_of(last, began.occurred_at, store)
    if rebuilt["kind"] == message["kind"]:
        kind = DOCUMENTS[str(rebuilt["kind"])]
        yield f"{view(read_head(rebuilt, kind, store)).model_dump_json()}\n"

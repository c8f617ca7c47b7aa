"""Put what is due back on its own operation's queue, each minute."""

from typing import Any

from functions.runtime import keys
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.ports import Key
from functions.runtime.triggers import Every
from schemas.base import iso

operation = Operation(
    Every(minutes=1), owner="platform", grants=(Grant.WAKE,), timeout_seconds=60, batch=1
)

PAGE = 100
MOST = 2_000
"""Messages that one sweep sends; what is left is due again in a minute."""


@operation.runs
def wake(kernel: Kernel, _message: dict[str, Any]) -> str:
    """Waking is redelivering: index lag and a message sent twice are both harmless."""
    sent = 0
    for shard in range(keys.SHARDS):
        after = ""
        while sent < MOST:
            page = kernel.ports.store.index(
                f"due#{shard}", upto=iso(kernel.ports.clock()), after=after, limit=PAGE
            )
            due = [Key(str(item["pk"]), str(item["sk"])) for item in page.items]
            for item in kernel.ports.store.read(due).values() if due else ():
                if "gpk" in item:
                    kernel.ports.queue.send(str(item["operation"]), str(item["message"]))
                    sent += 1
            after = page.after
            if not after:
                break
    return f"woke {sent}"

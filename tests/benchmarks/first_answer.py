"""One cold start, in a process of its own: import the handler as Lambda does, answer, be gone.

`os._exit` leaves out the interpreter's own ending, which no function ever pays for.
"""

import gc
import json
import os
import sys
from collections.abc import Mapping
from typing import Any


def main() -> None:
    """Serve the case that stands on the command line; print what came of it."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - pathlib is not ours to pay
        case = json.load(file)
    gc.disable()  # as the first lines of the handler's module do
    _unplug(case)
    from functions.runtime import entry

    said = _outcome(entry.handler(case["event"], None))
    os.write(1, said.encode())
    os._exit(0)


def _unplug(case: Mapping[str, Any]) -> None:
    """Answer every call to AWS and to partner systems from the case."""
    from functions.runtime import aws
    from functions.runtime.aws.remote import HttpRemote
    from functions.runtime.ports import Reply
    from tests.benchmarks.canned import Canned

    canned = Canned(
        case["items"],
        content=case["content"].encode(),
        settings=case["settings"],
        queues=case["queues"],
    )
    replies = iter(case["replies"])

    def call(*_: Any) -> Reply:
        status, headers, body = next(replies)
        return Reply(status, headers, body.encode())

    setattr(aws, "over", lambda connections: canned.send)  # noqa: B010 - replaced, not defined
    setattr(HttpRemote, "call", call)  # noqa: B010 - as above


def _outcome(answer: Any) -> str:
    """What a handler said, as short as it goes: a status, or `done`, or `failed`."""
    if "statusCode" in answer:
        return str(answer["statusCode"])
    return "failed" if answer.get("batchItemFailures") else "done"


if __name__ == "__main__":
    main()

"""From what Lambda was called with to the adapter of that trigger, and back in its form.

Only the adapters of the operation's own triggers are imported: a cold start pays for no others.
"""

import importlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from functions.runtime.errors import Denied, TieoutError, Unavailable, Unforeseen
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, File, Inbound, On, Step

VISIBILITY_MAX = 900
_ADAPTERS: dict[type, str] = {
    Api: "http",
    File: "files",
    Inbound: "inbound",
    On: "consume",
    Step: "step",
}


class Log(Protocol):
    """What the kernel needs of a logger: ids and outcomes, never payloads."""

    def info(self, msg: str, *, extra: Mapping[str, object]) -> None:
        """One line with fields."""

    def error(self, msg: str, *, extra: Mapping[str, object]) -> None:
        """One line with fields that somebody should look at."""


def prepare(operation: Operation) -> None:
    """Load what the operation will need while Lambda still lends the start a whole processor.

    Where callers wait at the API, only their adapter: a message loads its own when it comes.
    """
    kinds = {type(trigger) for trigger in operation.triggers} & _ADAPTERS.keys()
    for kind in {Api} if Api in kinds else kinds:
        importlib.import_module(f"functions.runtime.{_ADAPTERS[kind]}")
    if operation.decides_something:
        if Api in kinds and (operation.signature.wants("head") or not operation.signature.emits):
            importlib.import_module("functions.runtime.transition")
        for model in operation.signature.models():
            model.model_rebuild()


def dispatch(kernel: Kernel, operation: Operation, event: Mapping[str, Any], log: Log) -> Any:
    """Serve one invocation of an operation.

    What nobody foresaw is told by its type and place alone: its text may hold what it was about,
    and the runtime would print it.
    """
    try:
        return _dispatched(kernel, operation, event, log)
    except TieoutError:
        raise
    except Exception as error:  # noqa: BLE001 - the door to Lambda, which logs what gets through
        named = {"error": type(error).__name__, "at": _place(error)}
        log.error("failed", extra=named)
    if "httpMethod" in event:
        from functions.runtime.replies import problem

        return problem(Unforeseen("ask again, with the same key"))
    raise RuntimeError(f"{named['error']} at {named['at']}")


def _dispatched(kernel: Kernel, operation: Operation, event: Mapping[str, Any], log: Log) -> Any:
    if "httpMethod" in event:
        from functions.runtime.http import on_http

        response = on_http(kernel, operation, event)
        log.info("answered", extra={"status": response["statusCode"]})
        return response
    records = event.get("Records")
    if "rehearse" in event:
        from functions.runtime.rehearsal import rehearsed

        return rehearsed(kernel.ports, operation, event["rehearse"])
    if records is None:
        from functions.runtime.step import on_step

        answered = on_step(kernel, operation, event)
        named = {"execution": event["execution"], "state": event["state"]}
        log.info(str(answered.get("nothing", "stepped")), extra=named)
        return answered
    if records[0]["eventSource"] == "aws:dynamodb":
        failed = operation.following(kernel, records)
        log.info("followed", extra={"events": len(records), "failed": len(failed)})
        return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}
    failures = [
        {"itemIdentifier": record["messageId"]}
        for record in records
        if not _handled(kernel, operation, record, log)
    ]
    return {"batchItemFailures": failures}


def _handled(kernel: Kernel, operation: Operation, record: Mapping[str, Any], log: Log) -> bool:
    """One message: done, or back to the queue. One that fails never holds up the others."""
    fields = {"message_id": record["messageId"], "receives": _receives(record)}
    try:
        log.info(_serve(kernel, operation, record["body"]), extra=fields)
    except TieoutError as error:
        log.error(error.detail, extra={**fields, "error": type(error).__name__})
        if error.retryable:
            _postpone(kernel, operation, record, error)
        return False
    except Exception as error:  # noqa: BLE001 - a poison message must not fail its whole batch
        named = {"error": type(error).__name__, "at": _place(error)}
        log.error("failed", extra={**fields, **named})
        return False
    return True


def _serve(kernel: Kernel, operation: Operation, body: str) -> str:
    try:
        return adapter(operation, body)(kernel, operation, body)
    except Denied as denied:
        kernel.record_denial(kernel.ports.home, "a queue", operation, denied.detail[:200], denied)
        return f"denied: {denied.detail}"


def adapter(operation: Operation, body: str) -> Callable[[Kernel, Operation, str], str]:
    """What serves this message. Raises Denied for one that the operation does not take."""
    kinds = {type(trigger) for trigger in operation.triggers}
    if not operation.decides_something and File not in kinds:
        return _run
    source = _source(body, Inbound in kinds)
    if File in kinds and source in ("aws.s3", "aws.guardduty"):
        from functions.runtime.files import on_file

        return on_file
    if Inbound in kinds and not source.startswith("tieout."):
        from functions.runtime.inbound import on_inbound

        return on_inbound
    if On in kinds:
        from functions.runtime.consume import on_event

        return on_event
    raise Denied(f"{operation.name} takes no such message")


def _source(body: str, from_outside: bool) -> str:
    if not from_outside:
        return str(json.loads(body).get("source", ""))
    from functions.runtime.parse import outline

    return str(outline(body).get("source", ""))


def _run(kernel: Kernel, operation: Operation, body: str) -> str:
    """The kernel's own operations work through the ports, on the message as it is."""
    return str(operation.work(kernel, json.loads(body)))


def _postpone(
    kernel: Kernel, operation: Operation, record: Mapping[str, Any], error: TieoutError
) -> None:
    """The message comes back after 2^n seconds with jitter, or when the other side said."""
    seconds = 2 ** min(_receives(record), 9) * (0.5 + kernel.ports.jitter() / 2)
    said = error.wait_seconds if isinstance(error, Unavailable) else 0
    wait = min(max(int(seconds), said, 1), VISIBILITY_MAX)
    try:
        kernel.ports.queue.postpone(operation.name, str(record["receiptHandle"]), wait)
    except Unavailable:
        return


def _receives(record: Mapping[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""

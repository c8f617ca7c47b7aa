"""The runbooks of an operation's own alarms, from what it is built of."""

from collections.abc import Iterator, Sequence

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Every, On, Trigger
from infra.needs import needs_of
from infra.runbooks.entry import Runbook


def of_operation(operation: Operation) -> Iterator[Runbook]:
    """Those of an operation's own alarms."""
    needs, name = needs_of(operation), operation.name
    stops = f"“{operation.summary.rstrip('.')}” does not happen as it should. "
    logs = f"log of the function {name}: `error` and `at` say what fails, and where"
    kept = _kept(operation.triggers)
    yield _of(
        operation,
        "Errors",
        "the function fails",
        stops + kept,
        (logs,),
        (
            "A deployment shortly before: roll it back (`make deploy` from the commit before it).",
            "Else a partner system or AWS fails: wait; each message is tried five times.",
        ),
    )
    yield _of(
        operation,
        "Throttles",
        "the function is throttled",
        stops + kept,
        ("Lambda console: concurrency of the account and of the function",),
        ("Raise the account's concurrency, or lower that of whoever uses it up.",),
    )
    if needs.queue:
        yield from _of_queue(operation, stops)
    if needs.stream:
        yield _of(
            operation,
            "Behind",
            "events are followed late",
            (f"{stops}What was decided is kept, but others learn it late: invoices stand still."),
            (logs, "metric IteratorAge of the function; the failures bucket"),
            (
                "Mend the cause; the stream goes on by itself.",
                "What it gave up lies in the failures bucket: put the object's name on the queue "
                'of operations.republish, as `{"failure": "<object>"}`.',
            ),
        )


def _of_queue(operation: Operation, stops: str) -> Iterator[Runbook]:
    name = operation.name
    letters = f"`GET /v1/queues/{name}/letters` or `python -m local.triage`: letters by cause"
    one = "`GET /v1/documents/{id}/blocker`: what a document waits for, and whose turn it is"
    yield _of(
        operation,
        "Dead",
        "messages wait in the DLQ: repair, then redrive to the queue",
        (
            f"{stops}Each letter is a document that has come to a halt here; none is lost, none is "
            "done twice. They are kept for fourteen days."
        ),
        (letters, one),
        (
            "Mend what the letters name as their cause.",
            f"`POST /v1/queues/{name}/redrives`, or in the SQS console *Start DLQ redrive* with "
            "the operation's own queue as custom destination. Safe at any time, and any number of "
            "times.",
        ),
    )
    yield _of(
        operation,
        "Oldest",
        "the oldest message waits too long",
        (f"{stops}Documents wait longer than they should; near a close this may cost the period."),
        (letters, one, f"dashboard: queue age of {name}"),
        (
            "Failures beside it: their runbook first.",
            "None, and the queue is long: raise the consumer's concurrency (`infra/stages.py`).",
        ),
    )


def _kept(triggers: Sequence[Trigger]) -> str:
    if any(isinstance(trigger, Api) for trigger in triggers):
        return "Callers get an error that they may retry with the same key; nothing is half done."
    if any(isinstance(trigger, Every) for trigger in triggers):
        return "What is due waits for the next run that succeeds; nothing is lost."
    if any(isinstance(trigger, On) for trigger in triggers):
        return "The documents concerned stand still before this step; nothing is lost."
    return "What it was given is kept and tried again; nothing is lost."


def _of(
    operation: Operation,
    alarm: str,
    fault: str,
    means: str,
    see: tuple[str, ...],
    press: tuple[str, ...],
) -> Runbook:
    return Runbook(operation.name, alarm, operation.owner, fault, means, see, press)

"""The kernel's guards, and how each is taken away: one piece of one function is replaced.

A guard whose text is not found any more was moved or rewritten: point its entry at the new text.
"""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from functions.runtime import (
    accept,
    commit,
    consume,
    dispatch,
    files,
    idempotency,
    loading,
    parking,
    relay,
    waiting,
)
from functions.runtime import effect_items as items
from functions.runtime.effects import Effecting
from functions.runtime.idempotency import CallRecord

Cut = tuple[Callable[..., Any], str, str]
"""A function, a piece of its text, and what stands there once the guard is gone."""


@dataclass(frozen=True)
class Guard:
    """`scenario` fails without it, under `fault` in `operation` (any, where that is empty).

    `breaks` is how the violation begins: the number of the invariant.
    """

    name: str
    cuts: tuple[Cut, ...]
    scenario: str
    breaks: str
    fault: str = "no fault"
    operation: str = ""


@contextmanager
def without(guard: Guard) -> Iterator[None]:
    """The kernel without this guard."""
    with ExitStack() as stack:
        for function in {cut[0]: None for cut in guard.cuts}:
            cuts = [(old, new) for cut, old, new in guard.cuts if cut is function]
            stack.enter_context(_cut(function, cuts))
        yield


@contextmanager
def _cut(function: Callable[..., Any], cuts: list[tuple[str, str]]) -> Iterator[None]:
    assert isinstance(function, FunctionType)
    source = textwrap.dedent(inspect.getsource(function))
    for old, new in cuts:
        assert source.count(old) == 1, f"{function.__qualname__} does not say once: {old}"
        source = source.replace(old, new)
    made: dict[str, Any] = {}
    exec(source, function.__globals__, made)  # noqa: S102 - our own source
    whole = function.__code__
    function.__code__ = made[function.__name__].__code__
    try:
        yield
    finally:
        function.__code__ = whole


VERSION: Cut = (commit._head_clauses, '(Clause("=", "version", before.version),)', "()")
NEW_EVENT: Cut = (commit.plan, "Put(moved.event, ABSENT)", "Put(moved.event)")
NOT_BY_ITS_MAKER: Cut = (
    commit._head_clauses,
    "if not frame.subject or _made_by_its_checker(decided, before, frame):",
    "if False:",
)
MAKER_CLAUSE: Cut = (commit._head_clauses, 'Clause("<>", "maker", decided.checker),', "")
SUBJECT_CLAUSE: Cut = (
    commit._head_clauses,
    'Clause("<>", "maker_subject", frame.subject),',
    "",
)
SETTLE: Cut = (Effecting._ask, "if self.frame.now < believed:", "if False:")
UNMOVED: Cut = (items.unmoved, '("state", "attempt", "lease")', "()")
SENT = 'ports.queue.send(str(waiter["operation"]), str(waiter["message"]))'
TAKEN = 'take_off(ports, Key(str(waiter["pk"]), str(waiter["sk"])), str(waiter["since"]))'

GUARDS = (
    Guard(
        "identity item",
        ((commit._keys_taken, "if decided.takes:", "if False:"),),
        "same number",
        "I1",
    ),
    Guard(
        "payload hash",
        ((CallRecord.replay, 'if kept["payload"] != self.payload:', "if False:"),),
        "two keys",
        "I6",
    ),
    Guard(
        "content of what holds the place",
        ((accept._collided, "if found.repeated():", "if True:"),),
        "two keys",
        "another content",
    ),
    Guard(
        "absence of the idempotency record",
        ((CallRecord.planned, "(clause,)", "()"),),
        "two keys",
        "I6",
        "delivered again before",
        "payables.submit_invoice",
    ),
    Guard("version condition", (VERSION,), "one", "a write without"),
    Guard("absence of the event", (NEW_EVENT,), "one", "a write without"),
    Guard(
        "version condition and absence of the event",
        (VERSION, NEW_EVENT),
        "one",
        "I",
        "a clerk rejects it after",
        "payables.validate_invoice",
    ),
    Guard("maker is not checker", (NOT_BY_ITS_MAKER,), "approve", "I1 a client"),
    Guard("maker in the condition", (MAKER_CLAUSE,), "approve", "a write without"),
    Guard("subject in the condition", (SUBJECT_CLAUSE,), "approve", "a write without"),
    Guard(
        "maker is not checker, nor in the condition",
        (NOT_BY_ITS_MAKER, MAKER_CLAUSE, SUBJECT_CLAUSE),
        "approve",
        "I9",
    ),
    Guard(
        "mark, and an effect that is final",
        (
            (loading.load, "if at_mark in found:", "if False:"),
            (Effecting.resume, 'if effect["state"] in ("done", "refused"):', "if False:"),
        ),
        "one",
        "I7",
    ),
    Guard(
        "mark's writing",
        (
            (
                commit.mark,
                'Put({"pk": key.pk, "sk": key.sk, "at": iso(frame.now)}, ABSENT)',
                "Delete(key)",
            ),
        ),
        "one",
        "I1",
    ),
    Guard(
        "lease",
        # With a settle time there is a second guard: this one is for who needs none.
        (
            (Effecting._lease_end, "+ timedelta(seconds=self.patience.lease_seconds)", ""),
            SETTLE,
        ),
        "one",
        "I1 posted twice",
        "delivered again before",
        "payables.post_invoice",
    ),
    Guard(
        "settle time",
        (SETTLE,),
        "late",
        "I1 posted twice",
    ),
    Guard(
        "ask before retry",
        (
            (
                Effecting.resume,
                "return self._ask(effect, system)",
                "return self._claim_next(effect)",
            ),
        ),
        "late",
        "I1 posted twice",
    ),
    Guard(
        "state, attempt and lease of the effect",
        (UNMOVED,),
        "late",
        "I13",
        "swept meanwhile",
        "payables.post_invoice",
    ),
    Guard(
        "state of the effect",
        ((items.unmoved, '("state", "attempt", "lease")', '("attempt", "lease")'),),
        "late",
        "I13",
        "swept meanwhile",
        "payables.post_invoice",
    ),
    Guard(
        "read after parking",
        ((consume._commit, "if waits and ports.store.read(waits):", "if False:"),),
        "waiting",
        "I1",
        "the supplier arrives and is told",
        "payables.validate_invoice",
    ),
    Guard(
        "read after parking for a circuit",
        (
            (
                parking.park,
                "if not circuit.is_open(ports.store.read([key]).get(key)):",
                "if False:",
            ),
        ),
        "back",
        "I1",
        "swept meanwhile",
        "payables.post_invoice",
    ),
    Guard(
        "waiter",
        ((consume._commit, "extra = waiters(frame, waits, head.id, told.message)", "extra = []"),),
        "waiting",
        "I1",
    ),
    Guard(
        "waiter taken off after it was sent",
        ((waiting.release, SENT, "pass"), (waiting.release, TAKEN, f"{TAKEN}; {SENT}")),
        "waiting",
        "I1",
        "killed",
        "operations.release_waiting",
    ),
    Guard(
        "waiting on when the prerequisite is withdrawn",
        ((consume._round, "if loaded.head.state == WAITING and not", "if False and not"),),
        "withdrawn",
        "I1",
    ),
    Guard(
        "waiter of a delivery that died",
        (
            (
                parking.left_behind,
                "return unpark(frame, [circuit.key(system)], document)",
                "return []",
            ),
        ),
        "back after a kill",
        "I14",
        "swept meanwhile",
        "payables.post_invoice",
    ),
    Guard(
        "waiter parked anew",
        ((waiting.take_off, '(Clause("=", "since", since),)', "()"),),
        "back",
        "I",
        "SAP goes down again",
        "operations.probe_systems",
    ),
    Guard(
        "event as a hint",
        (
            (
                loading.load,
                'found.get(at_event, {}).get("hash") == envelope.hash ==',
                "envelope.hash ==",
            ),
        ),
        "forged",
        "I4",
    ),
    Guard(
        "event's own hash",
        ((loading.load, "envelope.hash == chain_hash(envelope)", "envelope.hash"),),
        "forged",
        "I4",
    ),
    Guard(
        "entries that failed",
        ((relay._announce, "failed += [places[index] for index in refused]", "pass"),),
        "one",
        "I",
        "one entry fails",
    ),
    Guard(
        "message back to the queue",
        (
            (
                dispatch._handled,
                "_postpone(kernel, operation, record, error)\n        return False",
                "return True",
            ),
        ),
        "one",
        "I",
        "throttled",
        "payables.validate_invoice",
    ),
    Guard(
        "member in the document's transaction",
        ((accept.admit, "made, [own])", "made, [])"),),
        "file",
        "I7",
    ),
    Guard(
        "look at the head after acknowledging",
        ((files._acknowledge, "if latest and latest.version > head.version:", "if False:"),),
        "file",
        "I7",
        "dropped again",
        "payables.receive_invoice_file",
    ),
    Guard(
        "vault's own error",
        ((idempotency.payload_hash, "raise wrapped.__cause__ or wrapped from None", "raise"),),
        "one",
        "I6",
        "throttled",
        "payables.submit_invoice",
    ),
)

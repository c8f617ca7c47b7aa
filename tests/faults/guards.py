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
    attached,
    commit,
    consume,
    dispatch,
    files,
    idempotency,
    inbound,
    interchanges,
    loading,
    parking,
    relay,
    step,
    waiting,
    workflows,
)
from functions.runtime import effect_items as items
from functions.runtime.effects import Effecting
from functions.runtime.idempotency import CallRecord
from local.simulators.netsuite.books import Books

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
    source = source[source.index("def ") :]  # a decorator would declare the operation anew
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
        "I",
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
        "refusal while an earlier attempt may be carried out",
        (
            (
                Effecting._refused,
                "if self.kernel.ports.clock() < effect_items.late_until(effect, self.patience):",
                "if False:",
            ),
        ),
        "netsuite late and refused",
        "I1 1 in the ERP, 0 posted",
    ),
    Guard(
        "period lock before every attempt",
        (
            (
                Effecting._send,
                "if closed := periods.refusal(request, self.calendar, self.frame.now):",
                "if closed := None:",
            ),
        ),
        "closed",
        "I1 booked into a closed period",
    ),
    Guard(
        "NetSuite's own: one record under an external id",
        # The settle time of zero stands on it.
        ((Books.create, "if self.checks_duplicates and", "if False and"),),
        "netsuite late",
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
        "the ERP goes down again",
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
        "content of what holds the place of an announced one",
        ((inbound.on_inbound, "same = found.repeated()", "same = False"),),
        "announced",
        "I1 cases",
    ),
    Guard(
        "record of a submission that brought nothing new",
        ((inbound.on_inbound, "write_missing(kernel.ports, [*case, record])", "pass"),),
        "announced",
        "I6 received",
    ),
    Guard(
        "attached object that cannot be read now",
        ((attached.fetched, "except Missing:", "except Exception:"),),
        "announced",
        "I1 cases",
        "throttled",
        "payables.submit_invoice",
    ),
    Guard(
        "hash of the attached object",
        (
            (
                attached.fetched,
                "if hashlib.sha256(content).hexdigest() != attached.sha256:",
                "if False:",
            ),
        ),
        "refused event",
        "I1 nothing is accepted",
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
        "control reference with the file's opening",
        ((files._open, "if named else []", "if False else []"),),
        "interchange",
        "I1 one interchange in two files",
    ),
    Guard(
        "condition of the control reference",
        ((interchanges.claim, '(Clause("absent or <", "until", iso(frame.now)),)', "()"),),
        "interchange",
        "a write without",
    ),
    Guard(
        "acknowledgement once more when it is told again",
        ((files._again, "_acknowledge(work, head, claimed(work), content)", "pass"),),
        "interchange",
        "I7",
        "killed",
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
    Guard(
        "review that is open when its token is stored",
        ((workflows.hold, 'Planned("head", unmoved), ', ""),),
        "reviewed",
        "I13",
        "a person refuses it before",
        "payables.await_review",
    ),
    Guard(
        "end of a wait whose token came too late",
        ((workflows.hold, 'workflows.complete(token, {"why": "the document moved"})', "pass"),),
        "reviewed",
        "I13",
        "a person refuses it before",
        "payables.await_review",
    ),
    Guard(
        "end of a wait for what was decided before",
        ((workflows.hold, 'workflows.complete(token, {"why": decided.why})', "pass"),),
        "reviewed",
        "I13",
        "a person refuses it",
        "payables.start_review",
    ),
    Guard(
        "order of the waits",
        ((workflows.hold, '(Clause("absent or <", "wait", f"{held[\'wait\']}{_AFTER}"),)', "()"),),
        "reviewed",
        "a write without",
    ),
    Guard(
        "end of a wait by what a person decided",
        (
            (
                workflows.finish,
                'kernel.ports.workflows.complete(token, {"event": envelope.id})',
                "False",
            ),
        ),
        "reviewed",
        "I13",
    ),
    Guard(
        "one execution of one review",
        ((workflows.begin, "{envelope.version}", "{kernel.ports.new_id()}"),),
        "reviewed",
        "I13",
        "delivered again before",
        "payables.start_review",
    ),
    Guard(
        "state in the key of a step",
        ((step.on_step, "/{event['state']}", ""),),
        "unreviewed",
        "I1 ['in_review']",
    ),
)

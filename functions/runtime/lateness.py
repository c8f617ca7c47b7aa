"""A breach: a case opened once for each waiting that is over its term, and closed when it ends.

The item `deadline#<watcher>` beside the document says that it is known to be late. It is written
with the case, in one transaction, and taken away with the case's end: so neither repeats.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from functions.runtime import callers, keys
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, opened, plan, write
from functions.runtime.decision import Commit, Opening
from functions.runtime.items import Frame, read_head
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import ABSENT, Check, Clause, Delete, Item, Key, Put
from functions.runtime.watched import Scope, kind_of
from schemas.base import Document, document_id, iso
from schemas.case import Action, ExceptionCase
from schemas.events.case import CaseResolved
from schemas.finding import Finding
from schemas.policies.watchers import ANYTHING, Watcher

RULE = "TIE-LATE"
ABOUT_A_CASE = f"{ExceptionCase.KIND}_"
CLOSED = frozenset({"resolved", "waived", "rejected"})
"""States of a case that nothing is left to do about."""


class Overdue(NamedTuple):
    """A waiting that is over its term: the version that began it, when, and until when it might."""

    version: int
    began: datetime
    due: datetime


class Watch(NamedTuple):
    """One sweep of the watching operation."""

    kernel: Kernel
    operation: Operation
    now: datetime

    def frame(self, tenant: str, versions: Mapping[str, str], told: str, correlation: str) -> Frame:
        """What the events of a breach say about their circumstances."""
        caller = callers.itself(self.operation.name, tenant)
        given = self.kernel.given(caller, self.now, versions)
        return self.kernel.frame(self.operation, given, correlation=correlation, causation=told)


def breached(watch: Watch, scope: Scope, watcher: Watcher, head: Item, since: Overdue) -> bool:
    """Open the case, unless the document has moved or the breach is known.

    A case about a case is the end of it: nobody is asked about the question.
    """
    document = str(head["id"])
    body = read_head(head, kind_of(head), watch.kernel.ports.store).body
    if isinstance(body, ExceptionCase) and body.about.startswith(ABOUT_A_CASE):
        return False
    told = f"{document}@{since.version}"
    frame = watch.frame(scope.tenant, scope.versions, told, str(head["correlation"]))
    case = _case(frame, watcher, head, body, since)
    key = keys.deadline(scope.tenant, document, watcher.name)
    noticed: Item = {
        "pk": key.pk,
        "sk": key.sk,
        "document": document,
        "watcher": watcher.name,
        "version": since.version,
        "case": case.id,
        "since": iso(since.began),
        "gpk": keys.late(scope.tenant),
        "gsk": f"{iso(since.began)}#{document}#{watcher.name}",
    }
    known = Planned("deadline", Put(noticed, ABSENT))
    at_head = Key(str(head["pk"]), str(head["sk"]))
    unmoved = Planned("head", Check(at_head, (Clause("=", "version", head["version"]),)))
    stood = write(watch.kernel.ports, [unmoved, known, *opened(case, frame)])
    if stood.keys() == {f"opens {case.id}"}:
        write(watch.kernel.ports, [unmoved, known])
    return not stood


def cleared(watch: Watch, tenant: str, deadline: Item, case: Item | None, why: str) -> bool:
    """Close the case if nobody has, and forget the breach."""
    at = Key(str(deadline["pk"]), str(deadline["sk"]))
    unmoved = (Clause("=", "version", deadline["version"]),)
    forgotten = Planned("deadline", Delete(at, unmoved))
    if case is None or str(case["state"]) in CLOSED:
        return not write(watch.kernel.ports, [forgotten])
    head = read_head(case, ExceptionCase, watch.kernel.ports.store)
    told = f"{deadline['document']}@{deadline['version']}"
    frame = watch.frame(tenant, {}, told, head.correlation)
    resolved = CaseResolved(about=head.body.about, by=why)
    made = plan(Commit(resolved, head.body, "resolved"), frame, head)
    return not write(watch.kernel.ports, [*made.writes, forgotten])


def _case(frame: Frame, watcher: Watcher, head: Item, body: Document, since: Overdue) -> Opening:
    """One case for each waiting: the same document may be late again another time."""
    rule = f"{RULE}-{watcher.name}"[:64]
    expected = " or ".join("touched" if one == ANYTHING else one for one in watcher.expect)
    waited = f"{head['state']} since {iso(since.began)}, {expected} expected by {iso(since.due)}"
    finding = Finding(code=rule, message=f"{watcher.severity}: {waited}", where=str(head["id"]))
    risk: dict[str, Any] = dict(
        zip(("amount_at_risk", "currency"), body.at_risk() or (), strict=False)
    )
    case = open_case(
        frame,
        about=str(head["id"]),
        entity=str(head["entity"]),
        category=watcher.category,
        owner=watcher.owner,
        reason=f"{watcher.name}: {waited}",
        findings=(finding,),
        allowed_actions=(Action.RESOLVE,),
        remedy=watcher.action,
        **risk,
    )
    waiting = document_id("case", frame.tenant, str(head["id"]), rule, str(since.version))
    return case._replace(id=waiting)

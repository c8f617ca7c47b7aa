"""The file adapter: a file is a batch, each document in it is claimed into it by one transaction.

Resumable at any point: the file's head is opened, every member is written together with the
document it became, and the head is closed with counts and sums taken from the members.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from functions.runtime import interchanges, keys
from functions.runtime.acknowledge import acknowledge, answer
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, plan, write_with_openings
from functions.runtime.decision import Commit, Head, Opening
from functions.runtime.dropped import SCANNED, content_of, dropped
from functions.runtime.errors import Invalid, Unavailable
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.members import Intake, claim, claimed
from functions.runtime.operation import Operation
from functions.runtime.ports import Item
from functions.runtime.reading import DUPLICATE, ControlReference
from functions.runtime.senders import sender
from functions.runtime.triggers import File
from schemas.base import document_id, iso
from schemas.case import Action, Category
from schemas.events.envelope import Event
from schemas.events.file import FileClosed, FileDroppedAgain, FileOpened, FileRefused
from schemas.finding import Finding
from schemas.intake_file import Drop, IntakeFile

SIZE_LIMIT = 20_000_000
"""Bytes of a file that is read; a larger one is kept and refused."""


def on_file(kernel: Kernel, operation: Operation, message: str) -> str:
    """Take in one dropped object; answers what became of it, for the log."""
    told = dropped(message)
    key, now = told.key, kernel.ports.clock()
    trigger = next(t for t in operation.triggers if isinstance(t, File))
    caller = sender(kernel, operation, key, trigger.folder)
    drop = Drop(key=key, version=told.arrival(), at=iso(now))
    content = content_of(kernel.ports.store, told, SIZE_LIMIT)
    if isinstance(content, bytes):
        name, size = hashlib.sha256(content).hexdigest(), len(content)
    else:
        name, size = hashlib.sha256(f"{key}@{drop.version}".encode()).hexdigest(), told.size
    file = document_id("file", caller.tenant, caller.client, name)
    given = kernel.given(caller, now, {})
    frame = kernel.frame(operation, given, correlation=file, causation=f"s3:{key}"[:200])
    work = Intake(kernel, operation, caller, frame, file, drop, trigger.into)
    body = IntakeFile(client=caller.client, sha256=name, size_bytes=size, drops=(drop,))
    return _take_in(work, body, content)


def _take_in(work: Intake, body: IntakeFile, found: bytes | Finding) -> str:
    head = _head(work)
    content = found if isinstance(found, bytes) else None
    if head and head.state != "open":
        return _again(work, head, content)
    try:
        if isinstance(found, Finding):
            raise Invalid("the file is not read", findings=[found])
        documents = work.operation.reading(found)
        head = head or _open(work, body, work.operation.naming(found))
    except Invalid as refused:
        return _refuse(work, body, refused, content)
    done = claimed(work)
    for ordinal, document in enumerate(documents, start=1):
        if ordinal not in done:
            claim(work, ordinal, document)
    return _close(work, head, found)


def _open(work: Intake, body: IntakeFile, named: ControlReference | None) -> Head[IntakeFile]:
    """The file's head, with the reference of its interchange. Raises Invalid if that is held."""
    event = FileOpened(client=body.client, key=work.drop.key)
    claims = [interchanges.claim(work.frame, body.client, named, work.file)] if named else []
    return _move(work, None, body, "open", event, claims=claims)


def _close(work: Intake, head: Head[IntakeFile], content: bytes) -> str:
    members = claimed(work)
    counts = Counter(str(item["outcome"]) for item in members.values())
    sums: Counter[str] = Counter()
    for item in members.values():
        if item["outcome"] == "accepted" and "currency" in item:
            sums[str(item["currency"])] += int(item["units"])
    totals = {"counts": dict(counts), "sums": dict(sums), "drops": _drops(work, head)}
    body = head.body.model_copy(update=totals)
    event = FileClosed(client=body.client, key=work.drop.key, counts=dict(counts), sums=dict(sums))
    closed = _move(work, head, body, "closed", event)
    _acknowledge(work, closed, members, content)
    return f"file closed with {len(members)} documents"


def _refuse(work: Intake, body: IntakeFile, refused: Invalid, content: bytes | None) -> str:
    found = refused.findings or (Finding(code="TIE-FILE", message=refused.detail),)
    again = found[0].code == DUPLICATE
    stopped = Category.DENIAL if found[0].code in SCANNED else Category.SCHEMA
    case = open_case(
        work.frame,
        about=work.file,
        entity="*",
        category=Category.DUPLICATE if again else stopped,
        owner=work.operation.owner,
        findings=found,
        reason=f"{work.drop.key}: {refused.detail}",
        allowed_actions=(Action.RESOLVE,),
        remedy=f"have the sender {'send it under a new reference' if again else 'correct it'}",
    )
    event = FileRefused(client=body.client, key=work.drop.key, findings=found[:20])
    body = body.model_copy(update={"findings": found})
    head = _move(work, None, body, "refused", event, (case,))
    _acknowledge(work, head, {}, content)
    return "file refused"


def _again(work: Intake, head: Head[IntakeFile], content: bytes | None) -> str:
    """The same bytes once more: a redelivery if the drop is known, else one more drop of them."""
    drops = _drops(work, head)
    if drops != head.body.drops:
        body = head.body.model_copy(update={"drops": drops})
        event = FileDroppedAgain(client=body.client, key=work.drop.key)
        head = _move(work, head, body, head.state, event)
    _acknowledge(work, head, claimed(work), content)
    return "file known"


def _acknowledge(
    work: Intake, head: Head[IntakeFile], members: dict[int, Item], content: bytes | None
) -> None:
    """Write it, and again if the head moved meanwhile: the last to write may know less. What the
    format says to its sender knows only what never changes."""
    store = work.kernel.ports.store
    if content is not None:
        answer(store, work.operation, head, members, content)
    acknowledge(store, head, members)
    latest = _head(work)
    if latest and latest.version > head.version:
        _acknowledge(work, latest, members, None)


def _drops(work: Intake, head: Head[IntakeFile]) -> tuple[Drop, ...]:
    """Every arrival of the file, this one included; a redelivery of one is no other arrival."""
    known = {(drop.key, drop.version) for drop in head.body.drops}
    new = (work.drop.key, work.drop.version) not in known
    return (*head.body.drops, work.drop) if new else head.body.drops


def _move(
    work: Intake,
    head: Head[IntakeFile] | None,
    body: IntakeFile,
    state: str,
    event: Event,
    opens: tuple[Opening, ...] = (),
    claims: Sequence[Planned] = (),
) -> Head[IntakeFile]:
    decided = Commit(event, body, state, id="" if head else work.file, opens=opens)
    made = plan(decided, work.frame, head)
    stood = write_with_openings(work.kernel.ports, made, claims)
    if stood.keys() == {interchanges.LABEL}:
        raise interchanges.sent_before(stood[interchanges.LABEL])
    if stood:
        raise Unavailable("the file is being taken in by another delivery")
    return read_head(made.moved.head, IntakeFile, work.kernel.ports.store)


def _head(work: Intake) -> Head[IntakeFile] | None:
    key = keys.head(work.frame.tenant, work.file)
    item = work.kernel.ports.store.read([key]).get(key)
    return read_head(item, IntakeFile, work.kernel.ports.store) if item else None

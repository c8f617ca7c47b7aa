"""The file adapter: a file is a batch, each document in it is claimed into it by one transaction.

Resumable at any point: the file's head is opened, every member is written together with the
document it became, and the head is closed with counts and sums taken from the members.
"""

import hashlib
import json
from collections import Counter

from functions.runtime import callers, keys
from functions.runtime.acknowledge import acknowledge
from functions.runtime.cases import open_case
from functions.runtime.commit import opened, plan, write_missing, write_with_openings
from functions.runtime.decision import Caller, Commit, Head, Opening
from functions.runtime.errors import Denied, Invalid, Unavailable
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from functions.runtime.members import Intake, claim, claimed
from functions.runtime.operation import Operation
from functions.runtime.ports import Item
from functions.runtime.triggers import File
from schemas.base import document_id, iso
from schemas.case import Category
from schemas.events.envelope import Event
from schemas.events.file import FileClosed, FileDroppedAgain, FileOpened, FileRefused
from schemas.finding import Finding
from schemas.intake_file import Drop, IntakeFile

SIZE_LIMIT = 20_000_000
"""Bytes of a file that is read; a larger one is kept and refused."""


def on_file(kernel: Kernel, operation: Operation, message: str) -> str:
    """Take in one dropped object; answers what became of it, for the log."""
    dropped = json.loads(message)["detail"]["object"]
    key, version = str(dropped["key"]), str(dropped.get("version-id", ""))
    now = kernel.ports.clock()
    trigger = next(t for t in operation.triggers if isinstance(t, File))
    door, client, folder, *_ = [*key.split("/"), "", ""]
    if door != "in" or folder != trigger.folder:
        raise Denied(f"{operation.name} takes nothing from {key}")
    caller = _client(kernel, operation, client, key)
    drop = Drop(key=key, version=version or str(dropped.get("etag", "")), at=iso(now))
    try:
        content = kernel.ports.store.get_object(
            key, version=version, bucket="intake", limit=SIZE_LIMIT
        )
        name, size = hashlib.sha256(content).hexdigest(), len(content)
    except Invalid:
        content, size = None, int(dropped.get("size", 0))
        name = hashlib.sha256(f"{key}@{drop.version}".encode()).hexdigest()
    file = document_id("file", caller.tenant, caller.client, name)
    given = kernel.given(caller, now, {})
    frame = kernel.frame(operation, given, correlation=file, causation=f"s3:{key}"[:200])
    work = Intake(kernel, operation, caller, frame, file, drop, trigger.into)
    body = IntakeFile(client=caller.client, sha256=name, size_bytes=size, drops=(drop,))
    return _take_in(work, body, content)


def _client(kernel: Kernel, operation: Operation, name: str, key: str) -> Caller:
    """The client of the prefix, looked up once more before it is called unknown.

    Raises Denied for an unknown one; a case of the home tenant says that its file lies here.
    """
    now = kernel.ports.clock()
    for fresh in (False, True):
        known = kernel.callers(now, fresh=fresh)
        if any(client.name == name for client in known.clients):
            return callers.at_the_intake(name, known)
    denied = Denied(f"no client is known by the name {name}")
    home = kernel.given(callers.itself(operation.name, kernel.ports.home), now, {})
    frame = kernel.frame(operation, home, correlation=key[:64], causation=f"s3:{key}"[:200])
    case = open_case(
        frame,
        about=document_id("file", frame.tenant, key),
        entity="*",
        category=Category.DENIAL,
        owner=operation.owner,
        reason=f"{key}: {denied.detail}; the file is kept",
        allowed_actions=("add the client and drop the file again",),
    )
    write_missing(kernel.ports, opened(case, frame))
    raise denied


def _take_in(work: Intake, body: IntakeFile, content: bytes | None) -> str:
    head = _head(work)
    if head and head.state != "open":
        return _again(work, head)
    try:
        if content is None:
            finding = Finding(code="TIE-FILE-SIZE", message=f"larger than {SIZE_LIMIT} bytes")
            raise Invalid("the file is too large", findings=[finding])
        documents = work.operation.reading(content)
    except Invalid as refused:
        return _refuse(work, body, refused)
    head = head or _move(
        work, None, body, "open", FileOpened(client=body.client, key=work.drop.key)
    )
    done = claimed(work)
    for ordinal, document in enumerate(documents, start=1):
        if ordinal not in done:
            claim(work, ordinal, document)
    return _close(work, head)


def _close(work: Intake, head: Head[IntakeFile]) -> str:
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
    _acknowledge(work, closed, members)
    return f"file closed with {len(members)} documents"


def _refuse(work: Intake, body: IntakeFile, refused: Invalid) -> str:
    found = refused.findings or (Finding(code="TIE-FILE", message=refused.detail),)
    case = open_case(
        work.frame,
        about=work.file,
        entity="*",
        category=Category.SCHEMA,
        owner=work.operation.owner,
        findings=found,
        reason=f"{work.drop.key}: {refused.detail}",
        allowed_actions=("correct and drop again",),
    )
    event = FileRefused(client=body.client, key=work.drop.key, findings=found[:20])
    body = body.model_copy(update={"findings": found})
    head = _move(work, None, body, "refused", event, (case,))
    _acknowledge(work, head, {})
    return "file refused"


def _again(work: Intake, head: Head[IntakeFile]) -> str:
    """The same bytes once more: a redelivery if the drop is known, else one more drop of them."""
    drops = _drops(work, head)
    if drops != head.body.drops:
        body = head.body.model_copy(update={"drops": drops})
        event = FileDroppedAgain(client=body.client, key=work.drop.key)
        head = _move(work, head, body, head.state, event)
    _acknowledge(work, head, claimed(work))
    return "file known"


def _acknowledge(work: Intake, head: Head[IntakeFile], members: dict[int, Item]) -> None:
    """Write it, and again if the head moved meanwhile: the last to write may know less."""
    acknowledge(work.kernel.ports.store, head, members)
    latest = _head(work)
    if latest and latest.version > head.version:
        _acknowledge(work, latest, members)


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
) -> Head[IntakeFile]:
    decided = Commit(event, body, state, id="" if head else work.file, opens=opens)
    made = plan(decided, work.frame, head)
    if write_with_openings(work.kernel.ports, made, []):
        raise Unavailable("the file is being taken in by another delivery")
    return read_head(made.moved.head, IntakeFile, work.kernel.ports.store)


def _head(work: Intake) -> Head[IntakeFile] | None:
    key = keys.head(work.frame.tenant, work.file)
    item = work.kernel.ports.store.read([key]).get(key)
    return read_head(item, IntakeFile, work.kernel.ports.store) if item else None

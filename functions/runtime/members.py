"""The documents of a file: each is claimed into it together with what became of it."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from functions.runtime import keys
from functions.runtime.accept import Admission, admit, collision_case
from functions.runtime.cases import open_case
from functions.runtime.commit import Planned, opened, write_missing
from functions.runtime.decision import Caller, Commit
from functions.runtime.errors import Conflict, Denied, Invalid
from functions.runtime.items import Frame
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import ABSENT, Item, Put
from functions.runtime.reading import Unreadable
from schemas.base import Model
from schemas.case import Action, Category
from schemas.finding import Finding
from schemas.intake_file import Drop
from schemas.money import minor_units


class Intake(NamedTuple):
    """One delivery's work on one dropped file."""

    kernel: Kernel
    operation: Operation
    caller: Caller
    frame: Frame
    file: str
    drop: Drop
    into: Operation


def claimed(work: Intake) -> dict[int, Item]:
    """Every member of the file, by its place."""
    found: dict[int, Item] = {}
    after, pk = "", keys.partition(work.frame.tenant, work.file)
    while True:
        page = work.kernel.ports.store.query(pk, "member#", after=after, limit=1000)
        found |= {int(item["ordinal"]): item for item in page.items}
        after = page.after
        if not after:
            return found


def claim(work: Intake, ordinal: int, document: Model | Unreadable) -> None:
    """Claim one document into the file, together with what became of it."""
    if isinstance(document, Unreadable):
        unread = {"unreadable": 1}
        _refuse_member(work, ordinal, document.number, document.findings, Category.SCHEMA, unread)
        return
    number = str(getattr(document, "number", ""))
    try:
        found = admit(
            work.kernel,
            work.into,
            work.caller,
            document,
            work.file,
            f"{work.file}/{ordinal}",
            lambda decided: _row(work, ordinal, "accepted", _told(decided)),
        )
    except (Invalid, Conflict) as wrong:
        findings = wrong.findings or (Finding(code="TIE-INVALID", message=wrong.detail),)
        again = isinstance(wrong, Conflict)
        category = Category.DUPLICATE if again else Category.SCHEMA
        _refuse_member(work, ordinal, number, findings, category)
    except Denied as denied:
        work.kernel.record_denial(
            work.caller.tenant, work.caller.actor.id, work.into, f"{work.file}/{ordinal}", denied
        )
        findings = (Finding(code="TIE-DENIED", message=denied.detail),)
        _refuse_member(work, ordinal, number, findings, Category.DENIAL)
    else:
        if found.stood and "member" not in found.stood:
            _collided(work, ordinal, found)


def _collided(work: Intake, ordinal: int, found: Admission) -> None:
    """The document's place is held: by the same content, or by other content, which is a case."""
    told = _told(found.decided)
    if found.repeated():
        planned = [_row(work, ordinal, "duplicate", {**told, "document": found.decided.id})]
    else:
        writes, case = collision_case(work.kernel, work.into, found.frame, found.decided)
        planned = [*writes, _row(work, ordinal, "conflict", {**told, "case": case})]
    write_missing(work.kernel.ports, planned)


def _told(decided: Commit[Any]) -> dict[str, str | int]:
    number = str(getattr(decided.body, "number", ""))
    return {"number": number, "document": decided.id, **_totals(decided.body)}


def _refuse_member(
    work: Intake,
    ordinal: int,
    number: str | None,
    findings: tuple[Finding, ...],
    category: Category,
    also: Mapping[str, int] = MappingProxyType({}),
) -> None:
    opening = open_case(
        work.frame,
        about=f"{work.file}/{ordinal}",
        entity="*",
        category=category,
        owner=work.operation.owner,
        findings=findings[:200],
        reason=f"document {ordinal} of {work.drop.key} was refused",
        allowed_actions=(Action.RESOLVE,),
        remedy="have the sender correct it and drop it again",
    )
    told: dict[str, str | int] = {
        **also,
        "number": number or "",
        "case": opening.id,
        "findings": json.dumps([f.model_dump(mode="json") for f in findings[:200]]),
    }
    write_missing(
        work.kernel.ports, [*opened(opening, work.frame), _row(work, ordinal, "refused", told)]
    )


def _row(work: Intake, ordinal: int, outcome: str, told: Mapping[str, str | int]) -> Planned:
    key = keys.member(work.frame.tenant, work.file, ordinal)
    item: Item = {"pk": key.pk, "sk": key.sk, "ordinal": ordinal, "outcome": outcome, **told}
    return Planned("member", Put(item, ABSENT))


def _totals(body: Any) -> dict[str, str | int]:
    """The member's part of the control totals, where the document has an amount."""
    totals, currency = getattr(body, "totals", None), str(getattr(body, "currency", ""))
    if totals is None or totals.gross is None:
        return {}
    try:
        units = minor_units(totals.gross, currency)
    except ValueError:
        return {}
    return {"currency": currency, "units": -units if body.kind == "credit_note" else units}

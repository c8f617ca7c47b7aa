"""The acknowledgement of a dropped file: each document in it, and what became of it."""

import json
from datetime import datetime
from typing import Any

from functions.runtime.decision import Head
from functions.runtime.operation import Operation
from functions.runtime.ports import Item, Store
from functions.runtime.reading import Fate
from schemas.finding import Finding
from schemas.intake_file import IntakeFile
from schemas.money import from_minor


def acknowledge(store: Store, head: Head[IntakeFile], members: dict[int, Item]) -> None:
    """Write `out/<client>/<file>.json`; writing it again says the same."""
    body = head.body
    said = {
        "file": head.id,
        "state": head.state,
        "sha256": body.sha256,
        "drops": [
            {**drop.model_dump(mode="json"), "duplicate": place > 0}
            for place, drop in enumerate(body.drops)
        ],
        "findings": [finding.model_dump(mode="json") for finding in body.findings],
        "counts": body.counts,
        "sums": {code: from_minor(units, code) for code, units in body.sums.items()},
        "documents": [_line(members[ordinal]) for ordinal in sorted(members)],
    }
    text = json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False)
    _write(store, head, "json", text.encode())


def answer(
    store: Store,
    operation: Operation,
    head: Head[IntakeFile],
    members: dict[int, Item],
    content: bytes,
) -> None:
    """Write what the format says to its sender beside it, where the format has words for it.

    Such answers are about what could be read. A document that was read and is a duplicate, a
    conflict, to nobody we are, or not this client's to send is acknowledged: the `.json` and its
    case say the rest.
    """
    rejected = {place: _findings(item) for place, item in members.items() if "unreadable" in item}
    first = datetime.fromisoformat(head.body.drops[0].at)
    said = operation.answering(content, Fate(head.id, first, head.body.findings, rejected))
    if said:
        _write(store, head, said.extension, said.content)


def _write(store: Store, head: Head[IntakeFile], extension: str, content: bytes) -> None:
    store.put_object(f"out/{head.body.client}/{head.id}.{extension}", content, bucket="intake")


def _findings(member: Item) -> tuple[Finding, ...]:
    said = json.loads(str(member.get("findings", "[]")))
    return tuple(Finding.model_validate(each) for each in said)


def _line(member: Item) -> dict[str, Any]:
    shown = ("ordinal", "number", "outcome", "document", "case")
    line: dict[str, Any] = {name: member[name] for name in shown if name in member}
    if "findings" in member:
        line["findings"] = json.loads(str(member["findings"]))
    return line

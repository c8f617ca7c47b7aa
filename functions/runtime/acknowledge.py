"""The acknowledgement of a dropped file: each document in it, and what became of it."""

import json
from typing import Any

from functions.runtime.decision import Head
from functions.runtime.ports import Item, Store
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
    store.put_object(f"out/{body.client}/{head.id}.json", text.encode(), bucket="intake")


def _line(member: Item) -> dict[str, Any]:
    shown = ("ordinal", "number", "outcome", "document", "case")
    line: dict[str, Any] = {name: member[name] for name in shown if name in member}
    if "findings" in member:
        line["findings"] = json.loads(str(member["findings"]))
    return line

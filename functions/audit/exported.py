"""Folders as an auditor holds them: the table as AWS exports it, and the audit bucket's objects.

The export is DynamoDB's own to S3 (`DYNAMODB_JSON`), so that none of it went through our hands;
`python -m local.export` writes the same.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from functions.audit.found import Found, Tampering
from functions.audit.seals import Seal, key_name, leaves_name
from functions.audit.sequence import Sealed
from functions.audit.signatures import fingerprint
from schemas.base import iso

LATE = timedelta(hours=2)
"""A seal is made each hour: without one for so long, the newest were taken away."""


UNREADABLE = (
    *(AttributeError, EOFError, KeyError, OSError, RecursionError, StopIteration, TypeError),
    *(ValueError, zlib.error),
)
"""What reading an item may raise where somebody wrote the file by hand, or cut it."""


class Texts(Mapping[str, str]):
    """Objects of a bucket, read when asked for: all of them together are large.

    A name says nothing of where it leads to: it is a name only if it stays in the folder.
    """

    def __init__(self, folder: Path, named: Callable[[str], str] = str) -> None:
        self._folder = folder.resolve()
        self._named = named

    def __getitem__(self, name: str) -> str:
        file = (self._folder / self._named(name)).resolve()
        if not file.is_relative_to(self._folder) or not file.is_file():
            raise KeyError(name)
        return file.read_text(encoding="utf-8", errors="replace")

    def __iter__(self) -> Iterator[str]:
        return (str(file.relative_to(self._folder)) for file in self._folder.rglob("*"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def seals_in(
    folder: Path, *, pinned: Path | None, next_expected: int | None, at: datetime | None
) -> Sealed:
    """The audit bucket's objects. Without a pinned key those beside the seals are believed.

    Raises ValueError for what cannot be read as a seal or as a key.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder.name} is no folder")
    files = sorted((folder / "seals").glob("*.json"))
    pems = [pinned] if pinned else sorted((folder / key_name("*")).parent.glob("*.pem"))
    return Sealed(
        seals=[Seal.model_validate_json(file.read_bytes()) for file in files],
        leaves=Texts(folder, leaves_name),
        keys={fingerprint(text): text for text in (pem.read_text() for pem in pems)},
        next_expected=next_expected,
        at=iso(at) if at else "",
        late_after=iso(at - LATE) if at else "",
    )


def evidence_in(folder: Path) -> Iterator[Found]:
    """Every piece of evidence in the audit bucket's copy that is not what its name says."""
    for file in sorted((folder / "evidence").glob("*/*")):
        if file.is_file() and sha256(file.read_bytes()).hexdigest() != file.name:
            where = f"evidence/{file.parent.name}/{file.name}"
            yield Found(Tampering.EDITED, where, "is not what was added under this hash")


def items_in(folder: Path) -> Iterator[dict[str, Any]]:
    """Every item of the export, `{"Item": {"pk": {"S": …}, …}}` on each line.

    Raises ValueError for what is none, and if there is no folder.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder.name} is no folder")
    for file in sorted(folder.rglob("*")):
        if file.name.endswith((".json", ".jsonl", ".json.gz")) and "manifest" not in file.name:
            opened = gzip.open if file.suffix == ".gz" else open
            with opened(file, "rt", encoding="utf-8") as lines:
                try:
                    for line in lines:
                        yield _plain(json.loads(line)["Item"])
                except UNREADABLE as wrong:
                    raise ValueError(f"{file.name} holds what is no item") from wrong


def _plain(item: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {
        name: int(value["N"]) if "N" in value else next(iter(value.values()))
        for name, value in item.items()
    }

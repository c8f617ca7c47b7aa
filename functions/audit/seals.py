"""A seal: which documents stood at which hash, signed, and chained to the seal before it."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from functions.audit import merkle
from schemas.base import Model, canonical_json, digest

GENESIS = "0" * 64
"""What the first seal has before it."""


class SealedHead(NamedTuple):
    """The newest event of one document: its hash covers every event before it (the chain)."""

    tenant: str
    document: str
    version: int
    hash: str

    @property
    def line(self) -> str:
        """The leaf."""
        return canonical_json(list(self))


_PARTS = [str, str, int, str]


class Statement(Model):
    """What is signed.

    Events that reached the sealer after `since` and up to `until` are covered; one that came late
    is in the next seal. `root` is over the leaves, which are kept under its name.
    """

    sequence: int
    previous: str
    since: str
    until: str
    count: int
    root: str

    @property
    def text(self) -> str:
        """The bytes that are signed, as text."""
        return canonical_json(self.model_dump(mode="json"))

    @property
    def hash(self) -> str:
        """What the next seal says of this one."""
        return digest(self.text)


class Seal(Model):
    """A statement and its signature: ECDSA on P-256 with SHA-256, DER in base64.

    `key` is the SHA-256 of the public key (DER, SubjectPublicKeyInfo).
    """

    statement: Statement
    key: str
    signature: str


def newest(heads: Iterable[SealedHead]) -> list[SealedHead]:
    """Of each document the newest, in the order of the leaves."""
    found: dict[tuple[str, str], SealedHead] = {}
    for head in heads:
        held = found.get(head[:2])
        if held is None or held.version < head.version:
            found[head[:2]] = head
    return sorted(found.values())


def leaves(heads: Sequence[SealedHead]) -> str:
    """The leaves as the object that is kept: one on each line."""
    return "".join(f"{head.line}\n" for head in heads)


def heads_in(text: str) -> list[SealedHead]:
    """The leaves of such an object. Raises ValueError for what is none."""
    return [_head_in(line) for line in text.splitlines()]


def _head_in(line: str) -> SealedHead:
    try:
        said = json.loads(line)
    except RecursionError:
        raise ValueError("is nested too deeply to be a leaf") from None
    if not isinstance(said, list) or [type(part) for part in said] != _PARTS:
        raise ValueError("is no leaf")
    return SealedHead(*said)


def statement_after(
    before: Statement | None, heads: Sequence[SealedHead], *, since: str, until: str
) -> Statement:
    """What the next seal states."""
    return Statement(
        sequence=before.sequence + 1 if before else 1,
        previous=before.hash if before else GENESIS,
        since=before.until if before else since,
        until=until,
        count=len(heads),
        root=merkle.root([head.line for head in heads]),
    )


def seal_name(sequence: int) -> str:
    """The object of a seal."""
    return f"seals/{sequence:010}.json"


def leaves_name(root: str) -> str:
    """The object of a seal's leaves."""
    return f"leaves/{root}.jsonl"


def key_name(fingerprint: str) -> str:
    """The object of a public key."""
    return f"keys/{fingerprint}.pem"

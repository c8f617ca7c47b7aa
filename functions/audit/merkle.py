"""The Merkle tree of a seal, as RFC 6962 (section 2.1) has it: one leaf is proved by its path."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Literal

Step = tuple[Literal["left", "right"], str]
"""The neighbour on the way up: on which side it stands, and its hash."""


def root(lines: Sequence[str]) -> str:
    """The hash over all leaves in their order; that of nothing for none."""
    return _levels(lines)[-1][0].hex() if lines else sha256().hexdigest()


def path(lines: Sequence[str], place: int) -> tuple[Step, ...]:
    """What must be known besides the leaf at this place to come to the root."""
    found: list[Step] = []
    for level in _levels(lines)[:-1]:
        beside = place ^ 1
        if beside < len(level):
            found.append(("left" if beside < place else "right", level[beside].hex()))
        place //= 2
    return tuple(found)


def root_over(line: str, steps: Iterable[Step]) -> str:
    """The root that a leaf and its path lead to. Raises ValueError for a hash that is none."""
    at = _leaf(line)
    for side, beside in steps:
        other = bytes.fromhex(beside)
        at = _node(other, at) if side == "left" else _node(at, other)
    return at.hex()


def _levels(lines: Sequence[str]) -> list[list[bytes]]:
    """From the leaves to the root; the last one of an odd level goes up as it is."""
    levels = [[_leaf(line) for line in lines]]
    while len(below := levels[-1]) > 1:
        pairs = [_node(*below[at : at + 2]) for at in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def _leaf(line: str) -> bytes:
    return sha256(b"\x00" + line.encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()

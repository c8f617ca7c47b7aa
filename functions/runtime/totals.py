"""Totals of one side of a day: counts, sums and hashes that no order of the postings changes; pure.

Each posting falls into one of `PARTS` parts by its reference. A part's hash is the sum of its
postings' hashes: a sum, because with an exclusive or two equal postings would cancel each other.
So both sides are compared without being kept, and where they differ only those parts are
looked into.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from schemas.base import canonical_json, digest
from schemas.entry import Entry, plain
from schemas.reconciliation import Side

PARTS = 64
_MODULUS = 1 << 256


def part_of(reference: str) -> int:
    """Which part of the day a posting falls into."""
    return int(digest(reference)[:8], 16) % PARTS


class Totals:
    """Running totals; `written` and `read` carry them from one invocation to the next."""

    def __init__(self) -> None:
        self.counts = [0] * PARTS
        self.hashes = [0] * PARTS
        self.sums: dict[str, Decimal] = {}

    def add(self, entry: Entry) -> None:
        """Count one posting in; a credit note counts against."""
        part = part_of(entry.reference)
        said = canonical_json([entry.reference, entry.compared()])
        self.counts[part] += 1
        self.hashes[part] = (self.hashes[part] + int(digest(said), 16)) % _MODULUS
        amount = Decimal(entry.amount)
        signed = -amount if entry.kind == "credit_note" else amount
        self.sums[entry.currency] = self.sums.get(entry.currency, Decimal(0)) + signed

    def side(self) -> Side:
        """What is kept of it."""
        whole = sum(self.hashes) % _MODULUS
        sums = {currency: plain(total) for currency, total in sorted(self.sums.items())}
        return Side(count=sum(self.counts), sums=sums, hash=f"{whole:064x}")

    def differing(self, other: "Totals") -> list[int]:
        """The parts in which the two sides do not hold the same postings, the smallest first."""
        parts = [
            part
            for part in range(PARTS)
            if (self.counts[part], self.hashes[part]) != (other.counts[part], other.hashes[part])
        ]
        return sorted(parts, key=lambda part: self.counts[part] + other.counts[part])

    def within(self, parts: Sequence[int]) -> int:
        """How many postings these parts hold."""
        return sum(self.counts[part] for part in parts)

    def written(self) -> dict[str, Any]:
        """As JSON."""
        sums = {currency: plain(total) for currency, total in self.sums.items()}
        hashes = [f"{one:x}" for one in self.hashes]
        return {"counts": self.counts, "hashes": hashes, "sums": sums}

    @classmethod
    def read(cls, said: dict[str, Any]) -> "Totals":
        """What was `written`."""
        totals = cls()
        totals.counts = list(said["counts"])
        totals.hashes = [int(one, 16) for one in said["hashes"]]
        totals.sums = {currency: Decimal(total) for currency, total in said["sums"].items()}
        return totals

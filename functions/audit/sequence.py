"""The seals themselves: signed by a key that is known, whole, gap-free, each after the other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from functions.audit import merkle
from functions.audit.found import Found, Tampering
from functions.audit.seals import GENESIS, Seal, SealedHead, heads_in, seal_name
from functions.audit.signatures import signed

Why = Iterator[tuple[Tampering, int, str]]


class Sealed(NamedTuple):
    """All seals in order, their leaves by root, and the keys that may have signed them."""

    seals: Sequence[Seal]
    leaves: Mapping[str, str]
    keys: Mapping[str, str]
    """PEM by fingerprint."""
    next_expected: int | None = None
    """The sequence that the next seal would have, as the deployment says."""
    at: str = ""
    """When the seals were fetched."""
    late_after: str = ""
    """The newest seal must reach up to this instant; empty asks nothing."""


def heads_of(seal: Seal, leaves: Mapping[str, str]) -> list[SealedHead] | None:
    """The leaves of a seal; None if they are not there or are none."""
    if seal.statement.count == 0:
        return []
    try:
        return heads_in(leaves[seal.statement.root])
    except (KeyError, ValueError):
        return None


def unsigned(sealed: Sealed) -> Why:
    """A signature that is not that of a known key."""
    for seal in sealed.seals:
        pem = sealed.keys.get(seal.key)
        if pem is None:
            yield Tampering.FORGED, seal.statement.sequence, "is signed with a key nobody knows"
        elif not signed(seal.statement.text, seal.signature, pem):
            yield Tampering.FORGED, seal.statement.sequence, "is not signed with its key"


def unrooted(sealed: Sealed) -> Why:
    """Leaves that are not those of the root."""
    for seal in sealed.seals:
        heads, said = heads_of(seal, sealed.leaves), seal.statement
        if heads is None:
            yield Tampering.TRUNCATED, said.sequence, "has no leaves"
        elif (said.root, said.count) != (merkle.root([h.line for h in heads]), len(heads)):
            yield Tampering.FORGED, said.sequence, "has other leaves than it was made over"


def missing(sealed: Sealed) -> Why:
    """A sequence that has a gap, a seal twice, or no beginning."""
    for place, seal in enumerate(sealed.seals, start=1):
        if seal.statement.sequence != place:
            yield Tampering.TRUNCATED, place, f"is missing; {seal.statement.sequence} is there"
            return


def unchained(sealed: Sealed) -> Why:
    """A seal that says another hash of the one before it than that has."""
    before: Seal | None = None
    for seal in sealed.seals:
        said = seal.statement
        if said.previous != (before.statement.hash if before else GENESIS):
            yield Tampering.FORGED, said.sequence, "does not follow the seal before it"
        before = seal


def ended_early(sealed: Sealed) -> Why:
    """The newest seals are gone, as far as that can be known."""
    last = sealed.seals[-1].statement if sealed.seals else None
    reached = last.sequence if last else 0
    if last is None:
        yield Tampering.TRUNCATED, 1, "is missing: there is no seal at all"
    elif sealed.next_expected is not None and reached + 1 < sealed.next_expected:
        yield Tampering.TRUNCATED, reached + 1, "is missing; the deployment knows of it"
    elif sealed.late_after and last.until < sealed.late_after:
        yield Tampering.TRUNCATED, reached + 1, f"should have been made before {sealed.at}"


CHECKS: tuple[Callable[[Sealed], Why], ...] = (unsigned, unrooted, missing, unchained, ended_early)


def checked(sealed: Sealed, checks: Sequence[Callable[[Sealed], Why]] = CHECKS) -> Iterator[Found]:
    """Everything that is wrong with the seals."""
    for check in checks:
        for what, sequence, why in check(sealed):
            yield Found(what, seal_name(sequence), why)

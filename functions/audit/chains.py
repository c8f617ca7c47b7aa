"""One document's events: each by itself, their order, and what seals say of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from functions.audit.found import Found, Tampering
from functions.audit.seals import GENESIS
from functions.runtime.items import MADE_BY, chain_hash
from schemas.base import canonical_json, digest
from schemas.events.envelope import Envelope
from schemas.sensitive import text_without_ciphertext


class Link(NamedTuple):
    """An event in its chain: the place it stands at, and what it says of itself."""

    place: int
    id: str
    version: int
    hash: str
    previous: str
    occurred_at: str
    stands: str
    """What the document is since this event, as `stands` has it."""


class Standing(NamedTuple):
    """A head: which event it says it is after, and what the document is."""

    version: int
    hash: str
    stands: str


class Chain(NamedTuple):
    """Every event of one document by place; what seals say; the window of the newest seal."""

    tenant: str
    document: str
    links: Sequence[Link]
    sealed: Mapping[int, str]
    """Hash by version."""
    covered_before: str
    """What happened before this instant must be sealed; empty if there is no seal."""
    head: Standing | None
    """The head beside the events."""
    headed: bool = False
    """Whether the copy holds heads at all: a bundle has none."""

    @property
    def covered(self) -> int:
        """The newest version that is sealed."""
        return max(self.sealed, default=0)


def event_found(item: Mapping[str, Any], *, bodies: bool = True) -> tuple[Link | None, list[Found]]:
    """An event item by itself: does it say what was hashed when it was committed?

    Without `bodies` the document's state after it may be left out.
    """
    where = f"{item.get('pk')} {item.get('sk')}"
    try:
        said = Envelope.model_validate_json(str(item["envelope"]))
        place = int(str(item["sk"]).removeprefix("event#"))
    except (ValidationError, ValueError, KeyError):
        return None, [Found(Tampering.EDITED, where, "is no event")]
    link = Link(
        place,
        said.id,
        said.version,
        said.hash,
        said.previous_hash,
        said.occurred_at,
        stands(item, said.state, said.entity, said.kind, said.content, said.occurred_at),
    )
    return link, [Found(Tampering.EDITED, where, why) for why in _altered(item, said, bodies)]


def head_found(item: Mapping[str, Any]) -> tuple[Standing | None, list[Found]]:
    """A head item by itself: what it says that the document is."""
    try:
        state, entity, kind = (str(item[name]) for name in ("state", "entity", "kind"))
        said = stands(item, state, entity, kind, _body_hash(item), str(item["changed"]))
        return Standing(int(item["version"]), str(item["hash"]), said), []
    except (KeyError, ValueError, TypeError):
        where = f"{item.get('pk')} {item.get('sk')}"
        return None, [Found(Tampering.EDITED, where, "is no head")]


def stands(
    item: Mapping[str, Any], state: str, entity: str, kind: str, content: str, changed: str
) -> str:
    """What head and last event must agree on, as one hash: state, body, who made it, since when."""
    made = [str(item.get(name, kept)) for name, kept in zip(MADE_BY, ("", "", "[]"), strict=True)]
    return digest(canonical_json([state, entity, kind, content, changed, *made]))


def _altered(item: Mapping[str, Any], said: Envelope, bodies: bool) -> Iterator[str]:
    if said.hash != chain_hash(said):
        yield "does not have the hash that it says"
    if item["pk"] != f"{said.tenant}#{said.document}":
        yield "stands under another document"
    for name in ("id", "type", "source", "hash"):
        if name in item and item[name] != getattr(said, name):
            yield f"says another {name} beside it"
    if bodies and _body_hash(item) != said.content:
        yield "is kept with another body"


def _body_hash(item: Mapping[str, Any]) -> str:
    """A large body stands in a bucket under its tenant and its hash."""
    if "body_ref" in item:
        tenant = str(item["pk"]).partition("#")[0]
        return str(item["body_ref"]).removeprefix(f"{tenant}/")
    return digest(text_without_ciphertext(str(item.get("body", ""))))


def out_of_place(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """An event at the place of another."""
    for link in chain.links:
        if link.version != link.place:
            yield Tampering.REORDERED, f"{link.id} stands at place {link.place}"


def doubled(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """Two events at one place."""
    for one, next_one in zip(chain.links, chain.links[1:], strict=False):
        if one.place == next_one.place:
            yield Tampering.INSERTED, f"two events stand at place {one.place}"


def gaps(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """A place without an event, below the last one."""
    there = {link.place for link in chain.links}
    for place in range(1, max(there, default=0)):
        if place not in there:
            yield Tampering.TRUNCATED, f"no event stands at place {place}"


def unlinked(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """An event that follows another hash than that of the event before it."""
    before, version = GENESIS, 0
    for link in sorted(chain.links, key=lambda one: one.version):
        if link.version == version + 1 and link.previous != before:
            yield Tampering.REWRITTEN, f"{link.id} does not follow the event before it"
        before, version = link.hash, link.version


def cut_off(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """Events that were sealed and are gone."""
    last = max((link.version for link in chain.links), default=0)
    if chain.covered > last:
        yield Tampering.TRUNCATED, f"was sealed up to version {chain.covered}, ends at {last}"


def beheaded(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """A head that is not the last event."""
    last = chain.links[-1] if chain.links else None
    if chain.headed and last and not chain.head:
        yield Tampering.TRUNCATED, "has events and no head"
    elif chain.head and (last is None or chain.head.version > last.version):
        yield Tampering.TRUNCATED, f"its head has version {chain.head.version}"
    elif chain.head and last and chain.head[:2] != (last.version, last.hash):
        yield Tampering.INSERTED, f"its head has version {chain.head.version} and another hash"


def misstated(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """A head that says something else than the last event, under the hash of that event."""
    head, last = chain.head, chain.links[-1] if chain.links else None
    if head and last and head[:2] == (last.version, last.hash) and head.stands != last.stands:
        yield Tampering.EDITED, "its head is not what its last event left"


def rewritten(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """Events that are not those that were sealed."""
    for link in chain.links:
        if chain.sealed.get(link.version, link.hash) != link.hash:
            yield Tampering.REWRITTEN, f"version {link.version} is not what was sealed"


def uncovered(chain: Chain) -> Iterator[tuple[Tampering, str]]:
    """Events that say they are old, and that no seal has seen."""
    for link in chain.links:
        if link.version > chain.covered and link.occurred_at < chain.covered_before:
            yield Tampering.INSERTED, f"{link.id} says {link.occurred_at} and was never sealed"


CHECKS: tuple[Callable[[Chain], Iterator[tuple[Tampering, str]]], ...] = (
    out_of_place,
    doubled,
    gaps,
    unlinked,
    cut_off,
    beheaded,
    misstated,
    rewritten,
    uncovered,
)

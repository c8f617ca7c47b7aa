"""Whether an exported history is the one that was sealed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from functions.audit import chains, sequence
from functions.audit.chains import Chain, Link, Standing, event_found, head_found
from functions.audit.found import Found, Tampering, Verdict
from functions.audit.sequence import Sealed, heads_of
from schemas.base import digest, iso
from schemas.sensitive import text_without_ciphertext

Item = Mapping[str, Any]
Name = tuple[str, str]
"""Tenant and document."""
PATIENCE = timedelta(hours=1)
"""How late an event may reach the sealer: by then it is in a seal, or it was not there."""


class History:
    """An export as far as it was read: of each event only what the chain needs is kept.

    `bodies` are the large bodies, by the names they have in their bucket; None if they were not
    handed over.
    """

    def __init__(self, bodies: Mapping[str, str] | None = None) -> None:
        self._bodies = bodies
        self.links: defaultdict[Name, list[Link]] = defaultdict(list)
        self.heads: dict[Name, Standing] = {}
        self.found: list[Found] = []
        self.events = 0

    def read(self, items: Iterable[Item], *, by_itself: bool = True) -> "History":
        """Events and heads; all other items of the table say nothing about history."""
        for item in items:
            tenant, _, document = str(item.get("pk")).partition("#")
            if item.get("sk") == "head":
                head, found = head_found(item)
                self.found += found
                if head:
                    self.heads[tenant, document] = head
            elif str(item.get("sk")).startswith("event#"):
                self.events += 1
                link, found = event_found(item)
                self.found += [*found, *self._kept(item)] if by_itself else ()
                if link:
                    self.links[tenant, document].append(link)
        return self

    def _kept(self, item: Item) -> Iterator[Found]:
        """What is wrong with the large body of an event, which is kept under its hash."""
        if self._bodies is None or "body_ref" not in item:
            return
        name, where = str(item["body_ref"]), f"{item['pk']} {item['sk']}"
        if name not in self._bodies:
            yield Found(Tampering.TRUNCATED, where, "its body is not in the bucket")
        elif digest(text_without_ciphertext(self._bodies[name])) != name.rpartition("/")[2]:
            yield Found(Tampering.EDITED, where, "its body in the bucket is another")


def verify(
    sealed: Sealed,
    history: History,
    *,
    patience: timedelta = PATIENCE,
    chain_checks: Sequence[Callable[[Chain], Iterator[tuple[Tampering, str]]]] = chains.CHECKS,
    seal_checks: Sequence[Callable[[Sealed], sequence.Why]] = sequence.CHECKS,
) -> Verdict:
    """Every seal, every event, and each against the other."""
    found = [*sequence.checked(sealed, seal_checks), *history.found]
    told = _told(sealed)
    covered_before = _earlier(sealed.seals[-1].statement.until, patience) if sealed.seals else ""
    unsealed = 0
    for name in sorted({*history.links, *history.heads, *told}):
        chain = Chain(
            *name,
            links=sorted(history.links.get(name, ()), key=lambda link: link.place),
            sealed=told.get(name, {}),
            covered_before=covered_before,
            head=history.heads.get(name),
            headed=bool(history.heads),
        )
        unsealed += sum(link.version > chain.covered for link in chain.links)
        for check in chain_checks:
            found += [Found(what, "#".join(name), why) for what, why in check(chain)]
    return Verdict(tuple(found), len(sealed.seals), len(history.links), history.events, unsealed)


def _earlier(instant: str, by: timedelta) -> str:
    return iso(datetime.fromisoformat(instant) - by)


def _told(sealed: Sealed) -> dict[Name, dict[int, str]]:
    """What seals say: document → version → hash; two that disagree are found as rewritten."""
    told: defaultdict[Name, dict[int, str]] = defaultdict(dict)
    for seal in sealed.seals:
        for head in heads_of(seal, sealed.leaves) or ():
            told[head[:2]].setdefault(head.version, head.hash)
    return dict(told)

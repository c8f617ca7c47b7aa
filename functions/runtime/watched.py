"""What is watched: which watchers hold for which legal entities, and the lists they look through.

Lists are those of the index, so that watching costs nothing per document. An entity is looked for
if policy names it, as one of ours or as one that a caller may act for.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from functions.runtime.kernel import Kernel
from functions.runtime.policies import EVERYWHERE
from functions.runtime.ports import Item
from schemas.base import Document
from schemas.documents import DOCUMENTS
from schemas.policies.base import Policy
from schemas.policies.calendar import Calendar
from schemas.policies.callers import Client, Person
from schemas.policies.entities import Entities
from schemas.policies.watchers import Watcher, Watchers

KINDS: tuple[type[Policy], ...] = (Watchers, Calendar)


class Scope(NamedTuple):
    """Legal entities of one tenant for which the same watchers and the same calendar hold.

    The scope that has `*` is also that of every entity that nobody named.
    """

    tenant: str
    entities: frozenset[str]
    elsewhere: frozenset[str]
    """Entities of the tenant's other scopes."""
    watchers: Watchers
    calendar: Calendar
    versions: dict[str, str]

    def holds(self, entity: str) -> bool:
        """Whether a document of that legal entity is looked after by these watchers."""
        return entity in self.entities or (
            EVERYWHERE in self.entities and entity not in self.elsewhere
        )

    def watcher(self, name: str) -> Watcher | None:
        """The watcher of this name, if there still is one."""
        return next((one for one in self.watchers.watchers if one.name == name), None)


class Watched(NamedTuple):
    """One list, the watcher that looks through it, and for whom."""

    scope: Scope
    watcher: Watcher
    gpk: str


def tenants(kernel: Kernel, now: datetime) -> list[str]:
    """All that policy knows: the home tenant, and those of whoever may call."""
    known = kernel.callers(now)
    callers: list[Client | Person] = [*known.clients, *known.people]
    return sorted({kernel.ports.home, *(caller.tenant for caller in callers)})


def scopes(kernel: Kernel, tenant: str, now: datetime) -> list[Scope]:
    """The tenant's legal entities by what holds for them."""
    together: dict[tuple[str, ...], tuple[Any, set[str]]] = {}
    for entity in _entities(kernel, tenant, now):
        kernel.shelf.refresh(kernel.ports.store, tenant, KINDS, entity, now)
        found = [kernel.shelf.in_force(tenant, kind, entity, now) for kind in KINDS]
        versions = tuple(version for _, version in found)
        _, entities = together.setdefault(versions, ([policy for policy, _ in found], set()))
        entities.add(entity)
    everyone = frozenset[str]().union(*(entities for _, entities in together.values()))
    return [
        Scope(
            tenant=tenant,
            entities=frozenset(entities),
            elsewhere=everyone - entities,
            watchers=policies[0],
            calendar=policies[1],
            versions={kind.NAME: one for kind, one in zip(KINDS, versions, strict=True)},
        )
        for versions, (policies, entities) in together.items()
    ]


def lists(scope: Scope) -> Iterator[Watched]:
    """Every list of the scope with each watcher that looks through it."""
    for watcher in scope.watchers.watchers:
        kind = DOCUMENTS[watcher.document]
        for holder in sorted(_holders(scope, kind)):
            for state in watcher.after:
                yield Watched(scope, watcher, f"{scope.tenant}#{kind.shelf_of(holder, state)}")


def kind_of(head: Item) -> type[Document]:
    """The model of a head."""
    return DOCUMENTS[str(head["kind"])]


def _holders(scope: Scope, kind: type[Document]) -> frozenset[str]:
    if kind.SHELVED_BY == "entity":
        return scope.entities
    return scope.watchers.looked_through()


def _entities(kernel: Kernel, tenant: str, now: datetime) -> list[str]:
    kernel.shelf.refresh(kernel.ports.store, tenant, [Entities], EVERYWHERE, now)
    ours, _ = kernel.shelf.in_force(tenant, Entities, EVERYWHERE, now)
    known = kernel.callers(now)
    callers: list[Client | Person] = [*known.clients, *known.people]
    named = {entity for one in callers if one.tenant == tenant for entity in one.entities}
    return sorted({EVERYWHERE, *(entity.code for entity in ours.entities), *named})

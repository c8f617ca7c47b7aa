"""Policies in force: read with the decision, kept for a minute, versions recorded with it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar, cast

from functions.runtime import keys
from functions.runtime.items import body_text
from functions.runtime.ports import Item, Key, Store
from schemas.base import canonical_json, digest
from schemas.policies.base import Policy, PolicyDocument, PolicyVersion

P = TypeVar("P", bound=Policy)

FRESH = timedelta(minutes=1)
EVERYWHERE = "*"


def version_of(policy: Policy) -> str:
    """The version of a policy's content: the hash of its canonical JSON."""
    return digest(canonical_json(policy.model_dump(mode="json")))[:16]


class PolicyShelf:
    """The process's cache of policy documents. An absent policy is remembered as absent."""

    def __init__(self) -> None:
        self._known: dict[Key, tuple[datetime, PolicyDocument | None]] = {}
        self._read: dict[tuple[type[Policy], str], Policy] = {}
        self._shipped: dict[type[Policy], tuple[Policy, str]] = {}

    def stale(
        self, tenant: str, kinds: Iterable[type[Policy]], entity: str, now: datetime
    ) -> list[Key]:
        """The keys of those that must be read again before they may be relied on."""
        wanted = [key for kind in kinds for key in _keys(tenant, kind, entity)]
        return [k for k in wanted if k not in self._known or now - self._known[k][0] >= FRESH]

    def learn(
        self, store: Store, asked: Iterable[Key], found: Mapping[Key, Item], now: datetime
    ) -> None:
        """Remember what one read said about these keys; a large policy's body is fetched."""
        for key in asked:
            item = found.get(key)
            text = body_text(item, store) if item else None
            document = PolicyDocument.model_validate_json(text) if text else None
            self._known[key] = (now, document)

    def refresh(
        self, store: Store, tenant: str, kinds: Iterable[type[Policy]], entity: str, now: datetime
    ) -> None:
        """Read what is stale on its own, where a decision has no read to share."""
        stale = self.stale(tenant, kinds, entity, now)
        if stale:
            self.learn(store, stale, store.read(stale), now)

    def forget(self, tenant: str, kind: type[Policy], entity: str) -> None:
        """Have it read again, whatever its age."""
        for key in _keys(tenant, kind, entity):
            self._known.pop(key, None)

    def in_force(self, tenant: str, kind: type[P], entity: str, now: datetime) -> tuple[P, str]:
        """The legal entity's own policy, else everyone's, else what the deployment ships."""
        for key in _keys(tenant, kind, entity):
            _, document = self._known[key]
            version = document.in_force(now) if document else None
            if version:
                return self._content(kind, version), version.version
        if kind not in self._shipped:
            shipped = kind()
            self._shipped[kind] = shipped, f"shipped:{version_of(shipped)}"
        policy, name = self._shipped[kind]
        return cast(P, policy), name

    def _content(self, kind: type[P], version: PolicyVersion) -> P:
        """A version never changes, so that it is read once."""
        at = kind, version.content
        if at not in self._read:
            self._read[at] = kind.model_validate_json(version.content)
        return cast(P, self._read[at])


def _keys(tenant: str, kind: type[Policy], entity: str) -> list[Key]:
    entities = [EVERYWHERE] if entity == EVERYWHERE else [entity, EVERYWHERE]
    return [keys.policy(tenant, kind.NAME, one) for one in entities]

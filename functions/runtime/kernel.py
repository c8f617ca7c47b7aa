"""What lives as long as the process: the ports, the policies read, the keys loaded."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from functions.runtime import keys
from functions.runtime.commit import Planned, write
from functions.runtime.decision import Caller, Given
from functions.runtime.errors import Denied
from functions.runtime.identity import Identity
from functions.runtime.items import Frame
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE, PolicyShelf
from functions.runtime.ports import ABSENT, Item, Key, Ports, Put
from functions.runtime.seal import Sealer
from functions.runtime.signature import Signature
from schemas.base import iso
from schemas.policies.base import Policy
from schemas.policies.callers import Callers


class Kernel(NamedTuple):
    """One per process; it keeps no state of any document."""

    ports: Ports
    shelf: PolicyShelf
    sealer: Sealer
    identity: Identity

    @classmethod
    def over(cls, ports: Ports) -> "Kernel":
        """A kernel with nothing cached yet."""
        return cls(ports, PolicyShelf(), Sealer(ports.vault), Identity())

    def callers(self, now: datetime, *, fresh: bool = False) -> Callers:
        """Who may call, by the home tenant's policy: at most a minute old, or read just now."""
        home = self.ports.home
        if fresh:
            self.shelf.forget(home, Callers, EVERYWHERE)
        self.shelf.refresh(self.ports.store, home, [Callers], EVERYWHERE, now)
        return self.shelf.in_force(home, Callers, EVERYWHERE, now)[0]

    def read(
        self,
        wanted: Sequence[Key],
        tenant: str,
        kinds: Sequence[type[Policy]],
        entity: str,
        now: datetime,
    ) -> dict[Key, Item]:
        """Everything a decision needs, stale policies with it, in one consistent call."""
        stale = self.shelf.stale(tenant, kinds, entity, now)
        if not wanted and not stale:
            return {}
        found = self.ports.store.read([*wanted, *stale])
        self.shelf.learn(self.ports.store, stale, found, now)
        return found

    def policies(
        self, signature: Signature, tenant: str, entity: str, now: datetime
    ) -> tuple[dict[str, Policy], dict[str, str]]:
        """The policies that a decision names, by argument; and their versions, by name."""
        content: dict[str, Policy] = {}
        versions: dict[str, str] = {}
        for argument, kind in signature.policies.items():
            content[argument], versions[kind.NAME] = self.shelf.in_force(tenant, kind, entity, now)
        return content, versions

    def given(self, caller: Caller, now: datetime, versions: Mapping[str, str]) -> Given:
        """What surrounds a decision of this caller."""
        tenant = caller.tenant
        return Given(
            caller=caller,
            now=now,
            new_id=self.ports.new_id,
            seal=lambda clear: self.sealer.seal(tenant, clear),
            policies=versions,
        )

    def frame(
        self, operation: Operation, given: Given, *, correlation: str, causation: str
    ) -> Frame:
        """What the event of this decision will say about its circumstances."""
        return Frame(
            tenant=given.tenant,
            operation=operation.name,
            actor=given.caller.actor,
            now=given.now,
            correlation=correlation,
            causation=causation,
            policies=dict(given.policies),
            subject=given.caller.subject,
            known_as=given.caller.known_as,
        )

    def record_denial(
        self, tenant: str, who: str, operation: Operation, document: str, denied: Denied
    ) -> None:
        """One record under the caller's own tenant; repeating the attempt adds none.

        Raises Unavailable if it could not be written: no control refuses without a trace.
        """
        now = self.ports.clock()
        key = keys.denial(tenant, now, who, operation.name, document)
        item: Item = {
            "pk": key.pk,
            "sk": key.sk,
            "caller": who,
            "operation": operation.name,
            "document": document,
            "reason": denied.detail,
            "at": iso(now),
        }
        write(self.ports, [Planned("denial", Put(item, ABSENT))])

"""Events of policies: who changed the rules, and who agreed."""

from typing import ClassVar

from schemas.base import Utc
from schemas.events.envelope import Event


class PolicyEvent(Event):
    """What both say: which version of which policy, for which entity."""

    SOURCE: ClassVar[str] = "tieout.governance"
    OWNER: ClassVar[str] = "finance-controls"

    name: str
    entity: str
    policy_version: str
    effective_from: Utc
    proposed_by: str


class PolicyProposed(PolicyEvent):
    """A new version waits for another person's approval."""


class PolicyApproved(PolicyEvent):
    """Another person approved; it is in force from its effective date."""

    approved_by: str

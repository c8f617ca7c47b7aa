"""Policies: rules that finance sets, as documents with versions, approval and effective date."""

from datetime import datetime
from typing import ClassVar

from schemas.base import Document, Model, Utc


class Policy(Model):
    """The content of one policy; the defaults of its fields are what the deployment ships."""

    NAME: ClassVar[str]


class PolicyVersion(Model):
    """One version: `version` is the hash of its content and of its effective date.

    `proposed_subject` is the verified subject of the proposer's token, whatever policy called them.
    """

    version: str
    content: str
    effective_from: Utc
    proposed_by: str
    proposed_subject: str
    proposed_at: Utc
    approved_by: str = ""
    approved_at: Utc | None = None


class PolicyDocument(Document):
    """A policy for one legal entity or for all (`*`): what is approved, and what waits for it."""

    KIND: ClassVar[str] = "policy"

    name: str
    entity: str
    approved: tuple[PolicyVersion, ...] = ()
    pending: PolicyVersion | None = None

    def in_force(self, now: datetime) -> PolicyVersion | None:
        """The approved version whose effective date came last."""
        started = [v for v in self.approved if v.effective_from <= now]
        return max(started, key=lambda v: (v.effective_from, v.approved_at), default=None)

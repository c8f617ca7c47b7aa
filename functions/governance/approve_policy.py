"""Approve a proposed policy: always a person, never the one who proposed it."""

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Conflict
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.policy import ApprovePolicy
from schemas.events.policy import PolicyApproved
from schemas.policies.base import PolicyDocument

operation = Operation(
    Api(
        "POST",
        "/v1/policies/{name}/{version}/approval",
        ApprovePolicy,
        scope="governance/policies.approve",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-controls",
    roles=("policy-administrator",),
    people_only=True,
    approves=True,
)


@operation.decides
def approve_policy(
    command: ApprovePolicy, policy: Head[PolicyDocument], given: Given
) -> Commit[PolicyApproved]:
    """Approve the pending version; the write itself demands another person than its maker.

    The policy is `in force` only if this version is from now on; before its day it is `approved`.
    """
    pending = policy.body.pending
    if pending is None or pending.version != command.version:
        raise Conflict("this version is not the one that waits for approval")
    person = given.caller.actor.id
    approved = pending.model_copy(update={"approved_by": person, "approved_at": given.now})
    body = policy.body.model_copy(
        update={"approved": (*policy.body.approved, approved), "pending": None}
    )
    event = PolicyApproved(
        name=command.name,
        entity=command.entity,
        policy_version=approved.version,
        effective_from=approved.effective_from,
        proposed_by=approved.proposed_by,
        approved_by=person,
    )
    state = "in force" if body.in_force(given.now) == approved else "approved"
    return Commit(event, body, state, checker=person, answer={"version": approved.version})

"""Propose a new version of a policy."""

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Missing
from functions.runtime.operation import Operation
from functions.runtime.parse import model
from functions.runtime.policies import version_of
from functions.runtime.triggers import Api, Tier
from schemas.base import digest, iso
from schemas.commands.policy import ProposePolicy
from schemas.events.policy import PolicyProposed
from schemas.policies.base import PolicyDocument, PolicyVersion
from schemas.policies.kinds import KINDS

operation = Operation(
    Api(
        "POST",
        "/v1/policies/{name}/proposals",
        ProposePolicy,
        scope="governance/policies.propose",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-controls",
    roles=("policy-administrator",),
    people_only=True,
)


@operation.decides
def propose_policy(
    command: ProposePolicy, policy: Head[PolicyDocument] | None, given: Given
) -> Commit[PolicyProposed]:
    """Check the content by the policy's own shape; it takes the place of any pending proposal.

    Its version is what the other person agrees to: the content and the day that it begins.
    """
    if command.name not in KINDS:
        raise Missing(f"there is no policy called {command.name}")
    content = model(KINDS[command.name], command.content)
    person = given.caller.actor.id
    proposed = PolicyVersion(
        version=digest(version_of(content), iso(command.effective_from))[:16],
        content=content.model_dump_json(),
        effective_from=command.effective_from,
        proposed_by=person,
        proposed_subject=given.caller.subject,
        proposed_at=given.now,
    )
    before = policy.body if policy else PolicyDocument(name=command.name, entity=command.entity)
    event = PolicyProposed(
        name=command.name,
        entity=command.entity,
        policy_version=proposed.version,
        effective_from=command.effective_from,
        proposed_by=person,
    )
    body = before.model_copy(update={"pending": proposed})
    return Commit(
        event,
        body,
        "pending",
        id="" if policy else command.document(),
        maker=person,
        answer={"version": proposed.version},
    )

"""Give a case to another team, or to a person of it."""

from functions.operations.desk import CLERK, at_risk, refusal
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.case import ExceptionCase
from schemas.commands.desk import AssignCase
from schemas.events.case import CaseAssigned
from schemas.policies.watchers import Watchers

operation = Operation(
    Api(
        "POST",
        "/v1/cases/{id}/assignment",
        AssignCase,
        scope="operations/cases.act",
        tier=Tier.STANDARD,
    ),
    owner="finance-operations",
    roles=(CLERK,),
    people_only=True,
)


@operation.decides
def assign_case(
    command: AssignCase, case: Head[ExceptionCase], watchers: Watchers, given: Given
) -> Commit[CaseAssigned] | Nothing:
    """Whose turn it is changes, and nothing else; a new team chooses its own person.

    Only a team whose cases are looked through: no other would miss it.
    """
    why_not = refusal(command, case)
    if why_not:
        return Nothing(why_not)
    body = case.body
    owner = command.owner or body.owner
    if owner != body.owner and owner not in watchers.looked_through():
        return Nothing(f"policy watchers knows no team {owner}")
    kept = body.assignee if owner == body.owner else ""
    given_to = {"owner": owner, "assignee": command.assignee or kept}
    body = body.model_copy(update=given_to)
    event = CaseAssigned(**at_risk(body), assignee=body.assignee, reason=command.reason)
    return Commit(event, body, "open")

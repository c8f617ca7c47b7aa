"""Ask that the rules which a case names be overlooked."""

from functions.operations.desk import CLERK, at_risk, refusal
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.case import Action, ExceptionCase, Waiver
from schemas.commands.desk import RequestWaiver
from schemas.events.case import WaiverRequested

operation = Operation(
    Api(
        "POST",
        "/v1/cases/{id}/waiver",
        RequestWaiver,
        scope="operations/cases.act",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-operations",
    roles=(CLERK,),
    people_only=True,
)


@operation.decides
def request_waiver(
    command: RequestWaiver, case: Head[ExceptionCase], given: Given
) -> Commit[WaiverRequested] | Nothing:
    """Nothing passes yet: another person must agree. It takes the place of an earlier request."""
    why_not = refusal(command, case, Action.WAIVE)
    if why_not:
        return Nothing(why_not)
    person = given.caller.actor.id
    waiver = Waiver(reason=command.reason, asked_by=person, asked_at=given.now)
    body = case.body.model_copy(update={"waiver": waiver})
    event = WaiverRequested(
        **at_risk(body), rules=body.rules(), reason=command.reason, requested_by=person
    )
    return Commit(event, body, "open", maker=person)

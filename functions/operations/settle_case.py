"""Close a case that was settled elsewhere."""

from functions.operations.desk import CLERK, refusal
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.case import Action, ExceptionCase
from schemas.commands.desk import SettleCase
from schemas.events.case import CaseResolved

operation = Operation(
    Api(
        "POST",
        "/v1/cases/{id}/resolution",
        SettleCase,
        scope="operations/cases.act",
        tier=Tier.STANDARD,
    ),
    owner="finance-operations",
    roles=(CLERK,),
    people_only=True,
)


@operation.decides
def settle_case(
    command: SettleCase, case: Head[ExceptionCase], given: Given
) -> Commit[CaseResolved] | Nothing:
    """Only where no document of ours is held by it: that one would be forgotten."""
    why_not = refusal(command, case, Action.RESOLVE)
    if why_not:
        return Nothing(why_not)
    event = CaseResolved(about=case.body.about, by=f"settled elsewhere: {command.reason}")
    return Commit(event, case.body, "resolved")

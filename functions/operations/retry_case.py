"""Have what a case stopped decided anew, once its cause was removed."""

from functions.operations.desk import CLERK, refusal, told_again
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.case import Action, ExceptionCase
from schemas.commands.desk import RetryCase
from schemas.events.case import CaseRetried

operation = Operation(
    Api(
        "POST",
        "/v1/cases/{id}/retry",
        RetryCase,
        scope="operations/cases.act",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-operations",
    roles=(CLERK,),
    people_only=True,
)


@operation.decides
def retry_case(
    command: RetryCase, case: Head[ExceptionCase], given: Given
) -> Commit[CaseRetried] | Nothing:
    """The case stays open until the document has gone on: what stops it again is still this."""
    why_not = refusal(command, case, Action.RETRY)
    if why_not:
        return Nothing(why_not)
    event = CaseRetried(**told_again(case.body), reason=command.reason)
    return Commit(event, case.body, "open")

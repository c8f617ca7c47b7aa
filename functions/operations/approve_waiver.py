"""Agree to a waiver: always a person, never the one who asked for it."""

from functions.operations.desk import APPROVER, refusal, told_again
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.case import Action, ExceptionCase
from schemas.commands.desk import ApproveWaiver
from schemas.events.case import CaseWaived

operation = Operation(
    Api(
        "POST",
        "/v1/cases/{id}/waiver/approval",
        ApproveWaiver,
        scope="operations/waivers.approve",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-controls",
    roles=(APPROVER,),
    people_only=True,
    approves=True,
)


@operation.decides
def approve_waiver(
    command: ApproveWaiver, case: Head[ExceptionCase], given: Given
) -> Commit[CaseWaived] | Nothing:
    """The document is decided anew without these findings; the write demands another person."""
    why_not = refusal(command, case, Action.WAIVE)
    waiver = case.body.waiver
    if why_not or waiver is None:
        return Nothing(why_not or "nobody asked for a waiver")
    person = given.caller.actor.id
    event = CaseWaived(
        **told_again(case.body),
        reason=waiver.reason,
        findings=case.body.findings,
        requested_by=waiver.asked_by,
        agreed_by=person,
    )
    agreed = waiver.model_copy(update={"agreed_by": person})
    body = case.body.model_copy(update={"waiver": agreed})
    return Commit(event, body, "waived", checker=person)

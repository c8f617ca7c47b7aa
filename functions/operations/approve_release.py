"""Agree that effects leave a restored ledger again: never by the one who proposed it."""

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Conflict
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.restore import ApproveRelease
from schemas.events.restore import QuarantineReleased
from schemas.restore import Restore

operation = Operation(
    Api(
        "POST",
        "/v1/restores/{id}/approval",
        ApproveRelease,
        scope="operations/restores.approve",
        tier=Tier.CONTROLLED,
    ),
    owner="platform",
    roles=("restore-administrator",),
    people_only=True,
    approves=True,
)


@operation.decides
def approve_release(
    command: ApproveRelease, restore: Head[Restore], given: Given
) -> Commit[QuarantineReleased]:
    """The write itself demands another person than the maker of the proposal."""
    if restore.state != "proposed":
        raise Conflict(f"nothing is proposed: the restore is {restore.state}")
    person = given.caller.actor.id
    body = restore.body.model_copy(update={"approved_by": person})
    event = QuarantineReleased(
        ledger=body.ledger,
        restored_to=body.restored_to,
        found_at=body.found_at,
        statement=body.statement,
        proposed_by=body.proposed_by,
        approved_by=person,
    )
    return Commit(event, body, "released", checker=person)

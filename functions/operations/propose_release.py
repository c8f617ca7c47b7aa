"""Propose that effects leave a restored ledger again, and say what was made sure of."""

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Conflict
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.restore import ProposeRelease
from schemas.events.restore import ReleaseProposed
from schemas.restore import Restore

operation = Operation(
    Api(
        "POST",
        "/v1/restores/{id}/proposal",
        ProposeRelease,
        scope="operations/restores.propose",
        tier=Tier.CONTROLLED,
    ),
    owner="platform",
    roles=("restore-administrator",),
    people_only=True,
)


@operation.decides
def propose_release(
    command: ProposeRelease, restore: Head[Restore], given: Given
) -> Commit[ReleaseProposed]:
    """It takes the place of a proposal that waits; nothing leaves before another agrees."""
    if restore.state == "released":
        raise Conflict("effects have been leaving this ledger since it was released")
    person = given.caller.actor.id
    body = restore.body.model_copy(update={"statement": command.statement, "proposed_by": person})
    event = ReleaseProposed(
        ledger=body.ledger,
        restored_to=body.restored_to,
        found_at=body.found_at,
        statement=command.statement,
        proposed_by=person,
    )
    return Commit(event, body, "proposed", maker=person)

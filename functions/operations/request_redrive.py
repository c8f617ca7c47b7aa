"""Ask for dead letters to be put back on their queue: an operator, with a reason."""

from functions.runtime.decision import Commit, Given
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.base import document_id
from schemas.commands.triage import RequestRedrive
from schemas.events.redrive import RedriveRequested
from schemas.redrive import Redrive

operation = Operation(
    Api(
        "POST",
        "/v1/queues/{queue}/redrives",
        RequestRedrive,
        scope="operations/queues.redrive",
        tier=Tier.CONTROLLED,
    ),
    owner="platform",
    roles=("operator",),
    people_only=True,
)


@operation.decides
def request_redrive(command: RequestRedrive, given: Given) -> Commit[RedriveRequested]:
    """Every request is a document of its own: who redrove what, when and why stays readable."""
    by = given.caller.actor.id
    redrive = Redrive(**command.model_dump(), by=by)
    event = RedriveRequested(
        queue=redrive.queue,
        cause=redrive.cause,
        by=by,
        letters=len(redrive.letters),
        reason=redrive.reason,
    )
    id = document_id("redrive", given.tenant, command.request)
    return Commit(event, redrive, "requested", id=id, maker=by)

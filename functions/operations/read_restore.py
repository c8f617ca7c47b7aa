"""Show a restore of the ledger, and which documents' effects wait for its release."""

from functions.runtime.decision import Answer, Given, Head, Waiting
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.commands.restore import ReadRestore, RestoreView
from schemas.restore import Restore

operation = Operation(
    Api(
        "GET",
        "/v1/restores/{id}",
        ReadRestore,
        scope="operations/restores.read",
        tier=Tier.READ,
    ),
    owner="platform",
)


@operation.decides
def read_restore(
    query: ReadRestore, restore: Head[Restore], waiting: Waiting, given: Given
) -> Answer[RestoreView]:
    """What waits is what this table does not know to be posted; nobody waits once it is let go."""
    shown = view(restore).model_dump()
    return Answer(RestoreView(**shown, waiting=waiting.documents, more=waiting.more))

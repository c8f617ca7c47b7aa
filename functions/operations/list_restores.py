"""List the restores of the ledger by state."""

from functions.runtime.decision import Answer, Given, Listing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import page
from schemas.commands.reading import DocumentPage
from schemas.commands.restore import ListRestores
from schemas.restore import Restore

operation = Operation(
    Api("GET", "/v1/restores", ListRestores, scope="operations/restores.read", tier=Tier.READ),
    owner="platform",
)


@operation.decides
def list_restores(
    query: ListRestores, found: Listing[Restore], given: Given
) -> Answer[DocumentPage]:
    """The one that is `quarantined` or `proposed` is what every effect waits for."""
    return Answer(page(found))

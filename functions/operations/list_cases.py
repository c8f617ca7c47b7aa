"""List the exception cases of an owner: oldest first, or by the amount at risk (R-API-25)."""

from functions.runtime.decision import Answer, Given, Listing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import page
from schemas.case import ExceptionCase
from schemas.commands.reading import DocumentPage, ListCases

operation = Operation(
    Api("GET", "/v1/cases", ListCases, scope="operations/cases.read", tier=Tier.READ),
    owner="finance-operations",
)


@operation.decides
def list_cases(
    query: ListCases, found: Listing[ExceptionCase], given: Given
) -> Answer[DocumentPage]:
    """Whose turn it is, what is at risk, what may be done."""
    return Answer(page(found))

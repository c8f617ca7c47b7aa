"""Show an exception case: what is wrong, whose turn it is, what may be done."""

from functions.runtime.decision import Answer, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.case import ExceptionCase
from schemas.commands.reading import DocumentView, ReadDocument

operation = Operation(
    Api("GET", "/v1/cases/{id}", ReadDocument, scope="operations/cases.read", tier=Tier.READ),
    owner="finance-operations",
)


@operation.decides
def read_case(query: ReadDocument, case: Head[ExceptionCase], given: Given) -> Answer[DocumentView]:
    """Its version is what a person names who then acts on it."""
    return Answer(view(case))

"""Show one invoice and where it stands (R-API-01)."""

from functions.runtime.decision import Answer, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.capture import Capture
from schemas.commands.reading import DocumentView, ReadDocumentThen
from schemas.invoice import Invoice

operation = Operation(
    Api(
        "GET", "/v1/invoices/{id}", ReadDocumentThen, scope="payables/invoices.read", tier=Tier.READ
    ),
    owner="accounts-payable",
)


@operation.decides
def read_invoice(
    query: ReadDocumentThen, invoice: Head[Invoice] | Head[Capture], given: Given
) -> Answer[DocumentView]:
    """The invoice as it stands, or stood then; in review, the scan as it was read."""
    return Answer(view(invoice))

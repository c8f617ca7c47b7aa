"""Show one invoice and where it stands (R-API-01)."""

from functions.runtime.decision import Answer, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.commands.reading import DocumentView, ReadDocument
from schemas.invoice import Invoice

operation = Operation(
    Api("GET", "/v1/invoices/{id}", ReadDocument, scope="payables/invoices.read", tier=Tier.READ),
    owner="accounts-payable",
)


@operation.decides
def read_invoice(query: ReadDocument, invoice: Head[Invoice], given: Given) -> Answer[DocumentView]:
    """The invoice as it stands now."""
    return Answer(view(invoice))

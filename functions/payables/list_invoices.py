"""List the invoices of a legal entity by state (R-API-01)."""

from functions.runtime.decision import Answer, Given, Listing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import page
from schemas.commands.reading import DocumentPage, ListInvoices
from schemas.invoice import Invoice

operation = Operation(
    Api("GET", "/v1/invoices", ListInvoices, scope="payables/invoices.read", tier=Tier.READ),
    owner="accounts-payable",
)


@operation.decides
def list_invoices(
    query: ListInvoices, found: Listing[Invoice], given: Given
) -> Answer[DocumentPage]:
    """Oldest first; the list may lag a moment behind the documents themselves."""
    return Answer(page(found))

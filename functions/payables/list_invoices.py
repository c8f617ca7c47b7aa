"""List the invoices of a legal entity by state (R-API-01)."""

from functions.runtime.decision import Answer, Given, Head, Listing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.reading import InvoicePage, InvoiceSummary, ListInvoices
from schemas.invoice import Invoice

operation = Operation(
    Api("GET", "/v1/invoices", ListInvoices, scope="payables/invoices.read", tier=Tier.READ),
    owner="accounts-payable",
)


@operation.decides
def list_invoices(
    query: ListInvoices, found: Listing[Invoice], given: Given
) -> Answer[InvoicePage]:
    """Oldest first; the list may lag a moment behind the documents themselves."""
    return Answer(InvoicePage(items=tuple(map(_line, found.heads)), after=found.after or None))


def _line(head: Head[Invoice]) -> InvoiceSummary:
    body = head.body
    return InvoiceSummary(
        id=head.id,
        version=head.version,
        state=head.state,
        entity=head.entity,
        received_at=head.received_at,
        kind=body.kind,
        number=body.number,
        supplier_name=body.supplier.name,
        issue_date=body.issue_date,
        due_date=body.schedule.due_date if body.schedule else body.due_date,
        currency=body.currency,
        gross=body.totals.gross,
    )

"""Accept a supplier invoice exactly once."""

from functions.payables.free_text import account_texts
from functions.payables.received import addressed, receive
from functions.runtime.decision import Commit, Given
from functions.runtime.errors import Invalid
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Api, Inbound, Tier
from schemas.commands.invoice_submitted import InvoiceSubmitted
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import InvoiceReceived
from schemas.finding import Finding
from schemas.policies.entities import Entities

operation = Operation(
    Api(
        "POST",
        "/v1/invoices",
        SubmitInvoice,
        scope="payables/invoices.submit",
        tier=Tier.CONTROLLED,
    ),
    Inbound("InvoiceSubmitted", InvoiceSubmitted, refuses=account_texts),
    owner="accounts-payable",
    grants=(Grant.SEAL,),
)


@operation.decides
def submit_invoice(
    command: SubmitInvoice, entities: Entities, given: Given
) -> Commit[InvoiceReceived]:
    """Without an entity, the buyer's identifiers say whose invoice it is."""
    entity = command.entity or addressed(command.buyer, entities)
    if isinstance(entity, Finding):
        raise Invalid("the receiving legal entity is not clear", findings=[entity])
    return receive(command, entity, given)

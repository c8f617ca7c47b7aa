"""Operations of no domain, for the triggers that no real operation has yet."""

from functions.runtime.decision import Commit, Given
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Inbound, Tier
from schemas.commands.invoice_submitted import InvoiceSubmitted
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import InvoiceReceived

operation = Operation(
    Inbound("InvoiceSubmitted", InvoiceSubmitted),
    Api("POST", "/v1/made-up", SubmitInvoice, scope="made/up.submit", tier=Tier.PAYMENT),
    owner="nobody",
)


@operation.decides
def decide(command: SubmitInvoice, given: Given) -> Commit[InvoiceReceived]:
    """Never called: only its declaration counts."""
    raise NotImplementedError

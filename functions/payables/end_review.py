"""End the review of a captured invoice: what its workflow waited for has happened."""

from functions.runtime.decision import Finish, Head
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import On
from schemas.capture import Capture
from schemas.events.invoice import InvoiceRejected, InvoiceReviewed
from schemas.invoice import Invoice

operation = Operation(
    On(InvoiceReviewed, InvoiceRejected),
    owner="accounts-payable",
    workflow="review",
    grants=(Grant.SEAL,),
)


@operation.decides
def end_review(
    event: InvoiceReviewed | InvoiceRejected, document: Head[Capture] | Head[Invoice]
) -> Finish:
    """An invoice that was never in review has nobody waiting for it."""
    return Finish()

"""Reject a scan that nobody reviewed in the time that policy gives."""

from functions.payables.review import reject
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Step
from schemas.capture import Capture
from schemas.commands.review_invoice import ExpireReview
from schemas.events.invoice import InvoiceRejected
from schemas.invoice import Invoice
from schemas.policies.capture import CapturePolicy

operation = Operation(Step("review"), owner="accounts-payable")


@operation.decides
def expire_review(
    command: ExpireReview,
    held: Head[Capture] | Head[Invoice],
    policy: CapturePolicy,
    given: Given,
) -> Commit[InvoiceRejected] | Nothing:
    """The policy's decision, and its version stands in the event like that of every policy."""
    if held.state != "in_review" or not isinstance(held.body, Capture):
        return Nothing(f"it is not in review: it is {held.state}")
    return reject(held.body, "expired: nobody reviewed it in time")

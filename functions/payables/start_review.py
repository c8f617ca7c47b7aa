"""Start the review of a captured invoice: somebody is reminded until a person has decided."""

from functions.runtime.decision import Begin, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.capture import Capture
from schemas.events.review import InvoiceHeldForReview
from schemas.invoice import Invoice
from schemas.policies.capture import CapturePolicy

operation = Operation(On(InvoiceHeldForReview), owner="accounts-payable", workflow="review")


@operation.decides
def start_review(
    event: InvoiceHeldForReview, document: Head[Capture] | Head[Invoice], times: CapturePolicy
) -> Begin | Nothing:
    """The times are those of the policy as it stands now; a later policy is for later reviews."""
    if document.state != "in_review":
        return Nothing("a person was quicker")
    return Begin(
        {
            "remind_after_seconds": times.remind_after_seconds,
            "escalate_after_seconds": times.escalate_after_seconds,
            "expire_after_seconds": times.expire_after_seconds,
        }
    )

"""Close the case that held an invoice once it went on, was rejected, or is held by another."""

from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.case import ExceptionCase
from schemas.events.case import CaseResolved
from schemas.events.invoice import (
    ExceptionRaised,
    InvoicePosted,
    InvoiceRejected,
    InvoiceReviewed,
    InvoiceValidated,
    InvoiceWaiting,
)
from schemas.events.review import ReviewReminded

Settles = (
    InvoiceValidated
    | InvoiceReviewed
    | InvoicePosted
    | InvoiceRejected
    | InvoiceWaiting
    | ExceptionRaised
    | ReviewReminded
)

operation = Operation(
    On(
        InvoiceValidated,
        InvoiceReviewed,
        InvoicePosted,
        InvoiceRejected,
        InvoiceWaiting,
        ExceptionRaised,
        ReviewReminded,
        document="resolves",
    ),
    owner="finance-operations",
)


@operation.decides
def resolve_case(
    event: Settles, case: Head[ExceptionCase], given: Given
) -> Commit[CaseResolved] | Nothing:
    """The event that settles it says so itself; nobody has to remember."""
    if case.state not in ("open", "waived"):
        return Nothing(f"the case is {case.state}")
    return Commit(CaseResolved(about=case.body.about, by=_by(event)), case.body, "resolved")


def _by(event: Settles) -> str:
    if isinstance(event, InvoiceValidated):
        return f"validated with supplier {event.supplier_code}"
    if isinstance(event, InvoiceRejected):
        return f"rejected: {event.reason}"
    if isinstance(event, InvoiceReviewed):
        return "reviewed by a person"
    if isinstance(event, InvoicePosted):
        return f"posted in {event.system} as {event.erp_number}"
    return f"held by {event.case} instead"

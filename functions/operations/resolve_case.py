"""Close the case of a missing supplier once the invoice went on."""

from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.case import ExceptionCase
from schemas.events.case import CaseResolved
from schemas.events.invoice import InvoiceValidated

operation = Operation(On(InvoiceValidated, document="resolves"), owner="finance-operations")


@operation.decides
def resolve_case(
    event: InvoiceValidated, case: Head[ExceptionCase], given: Given
) -> Commit[CaseResolved] | Nothing:
    """The event that the case was waiting for says so itself; nobody has to remember."""
    if case.state != "open":
        return Nothing(f"the case is {case.state}")
    resolved = CaseResolved(about=case.body.about, by=f"supplier {event.supplier_code} arrived")
    return Commit(resolved, case.body, "resolved")

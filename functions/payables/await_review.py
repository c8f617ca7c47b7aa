"""Wait for a person to review a captured invoice."""

from functions.runtime.decision import Await, Head, Nothing
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Step
from schemas.capture import Capture
from schemas.commands.reading import ReadDocument
from schemas.invoice import Invoice

operation = Operation(Step("review"), owner="accounts-payable", grants=(Grant.SEAL,))


@operation.decides
def await_review(asked: ReadDocument, document: Head[Capture] | Head[Invoice]) -> Await | Nothing:
    """Only a document that is in review is waited for."""
    if document.state != "in_review":
        return Nothing(f"it is {document.state}")
    return Await()

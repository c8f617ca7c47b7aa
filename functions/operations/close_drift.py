"""Close the case of a day that differed, once it agrees or differs in something else."""

from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.case import ExceptionCase
from schemas.events.case import CaseResolved
from schemas.events.reconciliation import DriftFound, PostingsReconciled

operation = Operation(
    On(PostingsReconciled, DriftFound, document="resolves"), owner="finance-operations"
)


@operation.decides
def close_drift(
    event: PostingsReconciled | DriftFound, case: Head[ExceptionCase], given: Given
) -> Commit[CaseResolved] | Nothing:
    """Nobody has to remember; what a person settled before stays as they left it."""
    if case.state != "open":
        return Nothing(f"the case is {case.state}")
    by = f"held by {event.case} instead" if isinstance(event, DriftFound) else "both sides agree"
    return Commit(CaseResolved(about=case.body.about, by=by), case.body, "resolved")

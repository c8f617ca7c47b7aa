"""Show how a day's postings compare with the system of record (R-OBS-21)."""

from functions.runtime.decision import Answer, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.commands.reading import DocumentView
from schemas.commands.reconciliation import ReadReconciliation
from schemas.reconciliation import Reconciliation

operation = Operation(
    Api(
        "GET",
        "/v1/reconciliations",
        ReadReconciliation,
        scope="operations/reconciliations.read",
        tier=Tier.READ,
    ),
    owner="finance-controls",
)


@operation.decides
def read_reconciliation(
    query: ReadReconciliation, found: Head[Reconciliation], given: Given
) -> Answer[DocumentView]:
    """Counts, sums and hashes of both sides, and which documents differ in what."""
    return Answer(view(found))

"""Have one entity's postings of one day compared with its system of record now."""

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Invalid, Missing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.reconciliation import AskReconciliation
from schemas.events.reconciliation import ReconciliationAsked
from schemas.policies.payables import Posting
from schemas.reconciliation import Reconciliation

operation = Operation(
    Api(
        "POST",
        "/v1/reconciliations",
        AskReconciliation,
        scope="operations/reconciliations.ask",
        tier=Tier.STANDARD,
    ),
    owner="finance-controls",
)


@operation.decides
def ask_reconciliation(
    command: AskReconciliation, known: Head[Reconciliation] | None, posting: Posting, given: Given
) -> Commit[ReconciliationAsked]:
    """A day that is over; one that has not settled shows what is unsettled beside the rest."""
    if command.day >= given.now.date():
        raise Invalid("the day is not over")
    company = known.body.company if known else posting.company
    if company is None or (known is None and posting.erp != command.system):
        raise Missing(f"{command.entity} does not post to {command.system}")
    before = known.body if known else Reconciliation(**command.model_dump(), company=company)
    event = ReconciliationAsked(**command.model_dump(), company=company)
    return Commit(event, before, "asked", id="" if known else command.document())

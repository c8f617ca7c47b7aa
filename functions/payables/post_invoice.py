"""Post a validated invoice to its entity's ERP exactly once, blocked for the ERP's own payments."""

from functions.connectors.erp import Bill
from functions.connectors.registry import SYSTEMS, connect
from functions.payables.bills import bill, unmapped
from functions.payables.categories import of_refusal
from functions.payables.facts import facts, stop
from functions.runtime.decision import Commit, Given, Head, Intent, Nothing, Outcome, Refusal
from functions.runtime.operation import Effect, Grant, Operation
from functions.runtime.triggers import On
from schemas.case import Category
from schemas.events.invoice import (
    Approval,
    ExceptionRaised,
    InvoicePosted,
    InvoicePosting,
    InvoiceValidated,
)
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.policies.payables import Payer, Posting

operation = Operation(
    On(InvoiceValidated),
    owner="accounts-payable",
    effect=Effect("post", Bill, SYSTEMS, connect),
    grants=(Grant.REMOTE,),
)


@operation.decides
def post_invoice(
    event: InvoiceValidated, invoice: Head[Invoice], posting: Posting, payer: Payer, given: Given
) -> Commit[InvoicePosting | ExceptionRaised] | Nothing:
    """Map it to the ERP's accounts, codes and numbers; whatever is not mapped stops it."""
    if invoice.state != "validated":
        return Nothing(f"the invoice is {invoice.state}")
    missing = unmapped(invoice.body, event.supplier_code, posting)
    if missing or posting.erp not in SYSTEMS:
        found = missing or (Finding(code="TIE-MAP-ERP", message=f"no connector {posting.erp}"),)
        return stop(
            invoice,
            given,
            category=Category.MAPPING,
            owner=operation.owner,
            reason=found[0].message,
            findings=found,
            actions=("complete the posting policy", "reject"),
        )
    blocked = payer.payer != "erp"
    ready = bill(
        invoice.body, invoice.id, event.supplier_code, posting, given.now.date(), blocked=blocked
    )
    posted = InvoicePosting(
        **facts(invoice.body),
        system=posting.erp,
        reference=ready.reference,
        blocked_for_payment=blocked,
        approval=Approval(rule="posting.approval", version=given.policies["posting"]),
    )
    intent = Intent(posting.erp, ready, ready.reference)
    return Commit(posted, invoice.body, "posting", effect=intent)


@operation.concludes
def conclude_posting(
    outcome: Outcome, request: Bill, system: str, invoice: Head[Invoice], given: Given
) -> Commit[InvoicePosted | ExceptionRaised]:
    """Posted under the ERP's number; or refused, or not to be known, and a case says which."""
    if isinstance(outcome, Refusal):
        category = of_refusal(system, outcome.code)
        uncertain = category is Category.UNKNOWN_OUTCOME
        finding = Finding(code=outcome.code or "refused", message=outcome.reason, where=system)
        return stop(
            invoice,
            given,
            category=category,
            owner=operation.owner,
            reason=f"{system}: {outcome.reason}",
            findings=(finding,),
            actions=("compare with the ERP",) if uncertain else ("correct", "reject"),
            state="uncertain" if uncertain else "on_exception",
        )
    posted = InvoicePosted(
        **facts(invoice.body),
        system=system,
        reference=request.reference,
        erp_number=outcome.number,
        blocked_for_payment=request.blocked,
    )
    return Commit(posted, invoice.body, "posted")

"""Post a validated invoice to its entity's ERP exactly once, blocked for the ERP's own payments."""

from functions.connectors.erp import Bill
from functions.connectors.registry import SYSTEMS, connect
from functions.payables.bills import bill, unmapped
from functions.payables.categories import of_findings, of_refusal
from functions.payables.facts import facts, stop, told_again
from functions.payables.posting_day import posting_day
from functions.runtime.decision import Commit, Given, Head, Intent, Nothing, Outcome, Refusal
from functions.runtime.operation import Effect, Grant, Operation
from functions.runtime.triggers import On
from schemas.case import Action, Category
from schemas.events.invoice import (
    Approval,
    ExceptionRaised,
    InvoicePosted,
    InvoicePosting,
    InvoiceValidated,
)
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.policies.calendar import Calendar
from schemas.policies.payables import Payer, Posting

operation = Operation(
    On(InvoiceValidated),
    owner="accounts-payable",
    effect=Effect("post", Bill, SYSTEMS, connect),
    grants=(Grant.REMOTE,),
)


@operation.decides
def post_invoice(
    event: InvoiceValidated,
    invoice: Head[Invoice],
    posting: Posting,
    payer: Payer,
    calendar: Calendar,
    given: Given,
) -> Commit[InvoicePosting | ExceptionRaised] | Nothing:
    """Map it to the ERP's accounts, codes and numbers; whatever is not mapped stops it.

    Its supplier is looked at again: a retry may come long after the validation.
    """
    if invoice.state != "validated" and not told_again(invoice, given):
        return Nothing(f"the invoice is {invoice.state}")
    if given.states.get(event.supplier) == "blocked":
        return _barred(invoice, given, event.supplier_code)
    missing = unmapped(invoice.body, event.supplier_code, posting)
    if missing or posting.erp not in SYSTEMS:
        return _stopped_by_mapping(invoice, given, missing, posting.erp)
    when = posting_day(calendar, calendar.today(given.now))
    if isinstance(when, Finding):
        return _locked(invoice, given, when)
    blocked = payer.payer != "erp"
    ready = bill(invoice.body, invoice.id, event.supplier_code, posting, when.day, blocked=blocked)
    posted = InvoicePosting(
        **facts(invoice.body),
        system=posting.erp,
        reference=ready.reference,
        blocked_for_payment=blocked,
        approval=Approval(rule="posting.approval", version=given.policies["posting"]),
        posting_date=when.day,
        late_for=when.late_for,
    )
    intent = Intent(posting.erp, ready, ready.reference)
    return Commit(posted, invoice.body, "posting", effect=intent)


def _stopped_by_mapping(
    invoice: Head[Invoice], given: Given, missing: tuple[Finding, ...], erp: str | None
) -> Commit[ExceptionRaised]:
    found = missing or (Finding(code="TIE-MAP-ERP", message=f"no connector {erp}"),)
    return stop(
        invoice,
        given,
        category=Category.MAPPING,
        owner=operation.owner,
        reason=found[0].message,
        findings=found,
        actions=(Action.RETRY, Action.REJECT),
        remedy=f"complete the posting policy of {invoice.entity}, then retry",
    )


def _barred(invoice: Head[Invoice], given: Given, supplier: str) -> Commit[ExceptionRaised]:
    message = f"supplier {supplier} is blocked"
    found = (Finding(code="TIE-SUPPLIER-BLOCKED", message=message, where="supplier"),)
    category, owner = of_findings(found)
    return stop(
        invoice,
        given,
        category=category,
        owner=owner,
        reason=message,
        findings=found,
        actions=(Action.RETRY, Action.REJECT),
        remedy="once the supplier is no longer blocked, retry; or reject it",
    )


def _locked(invoice: Head[Invoice], given: Given, why: Finding) -> Commit[ExceptionRaised]:
    """Nothing is sent; what belongs into a closed period is for a person to say."""
    return stop(
        invoice,
        given,
        category=Category.PERIOD,
        owner=operation.owner,
        reason=why.message,
        findings=(why,),
        actions=(Action.RETRY, Action.REJECT),
        remedy="open the period in the calendar policy, then retry",
    )


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
            actions=(Action.RETRY,) if uncertain else (Action.RETRY, Action.REJECT),
            remedy=_remedy(system, uncertain),
            state="uncertain" if uncertain else "on_exception",
        )
    posted = InvoicePosted(
        **facts(invoice.body),
        system=system,
        reference=request.reference,
        erp_number=outcome.number,
        blocked_for_payment=request.blocked,
        resolves=invoice.body.case,
    )
    return Commit(posted, invoice.body.model_copy(update={"case": None}), "posted")


def _remedy(system: str, uncertain: bool) -> str:
    """What a person does before a retry, which asks the ERP before it sends anything."""
    if uncertain:
        return f"compare with {system}, put right what it holds; a retry asks it again"
    return f"put right what {system} names, in {system} or in the posting policy; then retry"

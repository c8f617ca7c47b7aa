"""What every event of an invoice says of it, and the case that stops it."""

from typing import Any

from functions.runtime.cases import open_case
from functions.runtime.decision import Commit, Given, Head
from schemas.case import Category
from schemas.events.invoice import ExceptionRaised
from schemas.finding import Finding
from schemas.invoice import Invoice


def facts(invoice: Invoice) -> dict[str, Any]:
    """The fields of `InvoiceEvent`."""
    return {
        "entity": invoice.entity,
        "kind": invoice.kind,
        "number": invoice.number,
        "issue_date": invoice.issue_date,
        "currency": invoice.currency,
        "gross": invoice.totals.gross,
    }


def stop(
    invoice: Head[Invoice],
    given: Given,
    *,
    category: Category,
    owner: str,
    reason: str,
    findings: tuple[Finding, ...],
    actions: tuple[str, ...],
    state: str = "on_exception",
) -> Commit[ExceptionRaised]:
    """The invoice stops here; a case says why, whose it is, and what may be done."""
    body = invoice.body
    case = open_case(
        given,
        about=invoice.id,
        entity=body.entity,
        category=category,
        owner=owner,
        reason=reason,
        findings=findings,
        amount_at_risk=body.totals.gross,
        currency=body.currency,
        allowed_actions=actions,
    )
    rules = tuple(sorted({finding.code for finding in findings}))
    before = body.case if body.case != case.id else None
    event = ExceptionRaised(
        **facts(body), case=case.id, category=category, rules=rules, resolves=before
    )
    body = body.model_copy(update={"case": case.id})
    return Commit(event, body, state, opens=(case,))

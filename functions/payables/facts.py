"""What every event of an invoice says of it, and the case that stops it."""

from typing import Any

from functions.runtime.cases import open_case
from functions.runtime.decision import Commit, Given, Head
from schemas.case import Action, Category
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


def told_again(invoice: Head[Invoice], given: Given) -> bool:
    """Whether people had decided anew what the case stopped that holds the invoice now."""
    held = invoice.state in ("on_exception", "uncertain")
    return held and given.again is not None and given.again.holds


def stop(
    invoice: Head[Invoice],
    given: Given,
    *,
    category: Category,
    owner: str,
    reason: str,
    findings: tuple[Finding, ...],
    actions: tuple[Action, ...],
    remedy: str = "",
    state: str = "on_exception",
) -> Commit[ExceptionRaised]:
    """The invoice stops here; a case says why, whose it is, and what may be done.

    One that the ERP may hold stays uncertain whatever else stops it: rejected, it would give up
    its number, and a correct one be posted beside it.
    """
    body = invoice.body
    if invoice.state == "uncertain":
        state, actions = "uncertain", tuple(one for one in actions if one is not Action.REJECT)
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
        remedy=remedy,
    )
    rules = tuple(sorted({finding.code for finding in findings}))
    before = body.case if body.case != case.id else None
    event = ExceptionRaised(
        **facts(body), case=case.id, category=category, rules=rules, resolves=before
    )
    body = body.model_copy(update={"case": case.id})
    return Commit(event, body, state, opens=(case,))

"""Reject an invoice: a person's decision, never a validator's."""

from functions.payables.facts import facts
from functions.payables.identity import business_key
from functions.payables.review import reject
from functions.runtime.decision import Commit, Given, Head, Identity
from functions.runtime.errors import Conflict
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.capture import Capture
from schemas.commands.reject_invoice import RejectInvoice
from schemas.events.invoice import InvoiceRejected
from schemas.invoice import Invoice

operation = Operation(
    Api(
        "POST",
        "/v1/invoices/{id}/rejection",
        RejectInvoice,
        scope="payables/invoices.reject",
        tier=Tier.CONTROLLED,
    ),
    owner="accounts-payable",
    roles=("payables-clerk",),
    people_only=True,
)

FROM = ("in_review", "received", "waiting", "on_exception")


@operation.decides
def reject_invoice(
    command: RejectInvoice, invoice: Head[Invoice] | Head[Capture], given: Given
) -> Commit[InvoiceRejected]:
    """Before posting only; the number it held is free for a correct invoice.

    What the ERP may hold keeps its number: another invoice under it could be posted twice.
    """
    if invoice.state == "uncertain":
        raise Conflict("what the ERP holds is not known: it cannot be rejected")
    if invoice.state not in FROM:
        raise Conflict(f"an invoice that is {invoice.state} cannot be rejected")
    body = invoice.body
    if isinstance(body, Capture):
        return reject(body, command.reason)
    held = None
    if body.supplier_id:
        held = Identity(business_key(body, body.entity, body.supplier_id), body.place)
    event = InvoiceRejected(**facts(body), reason=command.reason, resolves=body.case)
    body = body.model_copy(update={"case": None})
    return Commit(event, body, "rejected", frees=held)

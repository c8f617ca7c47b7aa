"""Settle what is in doubt in a scanned invoice: a person confirms it, or refuses it."""

from pydantic import ValidationError

from functions.payables.received import addressed, arrived
from functions.payables.review import Review, reject
from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Conflict, Invalid
from functions.runtime.operation import Grant, Operation
from functions.runtime.parse import invalid
from functions.runtime.policies import EVERYWHERE
from functions.runtime.triggers import Api, Tier
from schemas.capture import Capture
from schemas.commands.review_invoice import ReviewInvoice
from schemas.events.invoice import InvoiceRejected, InvoiceReviewed
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.policies.entities import Entities

operation = Operation(
    Api(
        "POST",
        "/v1/invoices/{id}/review",
        ReviewInvoice,
        scope="payables/invoices.review",
        tier=Tier.CONTROLLED,
    ),
    owner="accounts-payable",
    grants=(Grant.SEAL,),
    roles=("payables-clerk",),
    people_only=True,
)


@operation.decides
def review_invoice(
    command: ReviewInvoice,
    held: Head[Capture] | Head[Invoice],
    entities: Entities,
    given: Given,
) -> Commit[InvoiceReviewed | InvoiceRejected]:
    """Confirmed, it is an invoice under the same id, and goes the way of every other."""
    capture = held.body
    if held.state != "in_review" or not isinstance(capture, Capture):
        raise Conflict(f"it is not in review: it is {held.state}")
    if command.decision == "refuse":
        return reject(capture, command.reason or "")
    reviewer = given.caller.actor.id
    review = Review(capture, command, given.seal)
    still_open = review.open()
    if still_open:
        raise Invalid("the scan is not settled", findings=still_open)
    try:
        invoice = review.invoice(_entity(review, entities), reviewer)
    except ValidationError as wrong:
        raise invalid(wrong) from None
    event = InvoiceReviewed(**arrived(invoice), corrected=review.corrected(), resolves=capture.case)
    return Commit(event, invoice, "received", maker=reviewer)


def _entity(review: Review, entities: Entities) -> str:
    """Whose invoice it is. Raises Invalid where that is known already, or still is not."""
    said = review.command.entity
    known: str | Finding = review.capture.entity
    if known == EVERYWHERE:
        known = said or addressed(review.buyer(), entities)
    elif said not in (None, known):
        known = Finding(code="TIE-ENTITY", message=f"it is for {known}", where="entity")
    if isinstance(known, Finding):
        raise Invalid("the receiving legal entity is not clear", findings=[known])
    return known

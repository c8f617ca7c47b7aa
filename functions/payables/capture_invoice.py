"""Take in a scanned invoice as it was read; whatever is in doubt waits for a person."""

from pydantic import ValidationError

from functions.payables.captured import (
    gaps,
    in_accounts,
    least,
    read_invoice,
    reading,
    texts,
    tree,
)
from functions.payables.free_text import account_texts
from functions.payables.received import addressed, receive
from functions.runtime.cases import open_case
from functions.runtime.decision import Commit, Given
from functions.runtime.errors import Invalid
from functions.runtime.operation import Grant, Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.triggers import Api, Tier
from schemas.base import canonical_json, digest, document_id
from schemas.capture import Capture, Captured
from schemas.case import Action, Category
from schemas.commands.capture_invoice import CaptureInvoice
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import InvoiceReceived
from schemas.events.review import NAMED_MAX, InvoiceHeldForReview
from schemas.finding import Finding, at_most
from schemas.invoice import Invoice
from schemas.party import Party
from schemas.policies.capture import CapturePolicy
from schemas.policies.entities import Entities
from schemas.sensitive import without_ciphertext

operation = Operation(
    Api(
        "POST",
        "/v1/invoices/captures",
        CaptureInvoice,
        scope="payables/invoices.capture",
        tier=Tier.CONTROLLED,
    ),
    owner="accounts-payable",
    grants=(Grant.SEAL,),
)

UNREAD = Finding(code="TIE-ENTITY", message="the buyer was not read surely", where="buyer")


@operation.decides
def capture_invoice(
    command: CaptureInvoice, entities: Entities, policy: CapturePolicy, given: Given
) -> Commit[InvoiceReceived | InvoiceHeldForReview]:
    """Read surely, it is received like any other; no value in doubt gets into an invoice."""
    _check(command, given)
    invoice, doubts = read_invoice(command, policy)
    entity = command.entity or _addressed(command, doubts, entities)
    if isinstance(entity, Finding):
        if not given.caller.may_touch(EVERYWHERE):
            raise Invalid("the receiving legal entity is not clear", findings=[entity])
        doubts = {**doubts, entity.where: entity}
        entity = EVERYWHERE
    if invoice is None or doubts:
        return _held(command, entity, invoice, doubts, given)
    captured = Captured(
        capture=command.capture,
        scan=command.scan,
        least_confidence=least(command.fields),
    )
    return receive(invoice, entity, given, captured)


def _check(command: CaptureInvoice, given: Given) -> None:
    """Raises Invalid for a capture that refers to what is not its client's, or has holes."""
    found = list(gaps(read.field for read in command.fields))
    if command.scan and not command.scan.left_by(given.caller.client):
        message = "the scan is not under this client's own prefix"
        found.append(Finding(code="TIE-CAPTURE-SCAN", message=message, where="scan.key"))
    found += account_texts(command.model_dump(mode="json", include={"capture", "scan"}))
    if found:
        raise Invalid("the capture breaks its contract", findings=found)


def _addressed(
    command: CaptureInvoice, doubts: dict[str, Finding], entities: Entities
) -> str | Finding:
    """The legal entity that the buyer's identifiers name, of those that were read surely."""
    sure = texts(read for read in command.fields if read.field not in doubts)
    try:
        return addressed(Party.model_validate(tree(sure).get("buyer", {})), entities)
    except ValidationError:
        return UNREAD


def _held(
    command: CaptureInvoice,
    entity: str,
    invoice: SubmitInvoice | None,
    doubts: dict[str, Finding],
    given: Given,
) -> Commit[InvoiceHeldForReview]:
    readings = tuple(reading(read, given.seal) for read in command.fields)
    wrong = [found for read in command.fields for found in in_accounts(read.field, read.value)]
    paths = tuple(doubts)
    capture = Capture(
        entity=entity,
        client=given.caller.client,
        capture=command.capture,
        scan=command.scan,
        fields=readings,
        in_doubt=paths,
        doubts=at_most(wrong),
    )
    content = digest(canonical_json(without_ciphertext(capture.essence())))
    parts = given.tenant, given.caller.client, "capture", command.entity or "", content
    document = document_id(Invoice.KIND, *parts)
    at_risk = (
        invoice if invoice and doubts.keys().isdisjoint(("totals.gross", "currency")) else None
    )
    case = open_case(
        given,
        about=document,
        entity=entity,
        category=Category.SCHEMA,
        owner=operation.owner,
        reason=f"fields of a scan that need a person: {len(paths)}",
        findings=at_most(doubts.values()),
        amount_at_risk=at_risk.totals.gross if at_risk else None,
        currency=at_risk.currency if at_risk else None,
        allowed_actions=(Action.REVIEW, Action.REJECT),
    )
    named = paths[:NAMED_MAX]
    return Commit(
        InvoiceHeldForReview(
            entity=entity, case=case.id, in_doubt=named, in_doubt_count=len(paths)
        ),
        capture.model_copy(update={"case": case.id}),
        "in_review",
        id=document,
        opens=(case,),
        maker=given.caller.actor.id,
        by_content=True,
        answer={"in_doubt": list(named), "in_doubt_count": len(paths)},
    )

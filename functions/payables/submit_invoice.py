"""Accept a supplier invoice exactly once."""

from functions.payables.accounts import account_findings
from functions.payables.facts import facts
from functions.payables.free_text import without_accounts
from functions.payables.identity import arrival_id
from functions.runtime.decision import Commit, Given
from functions.runtime.errors import Invalid
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Api, Tier
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import SUPPLIER_KEYS_MAX, InvoiceReceived
from schemas.finding import Finding
from schemas.party import PartyIdentifier
from schemas.policies.entities import Entities

operation = Operation(
    Api(
        "POST",
        "/v1/invoices",
        SubmitInvoice,
        scope="payables/invoices.submit",
        tier=Tier.CONTROLLED,
    ),
    owner="accounts-payable",
    grants=(Grant.SEAL,),
)


@operation.decides
def submit_invoice(
    command: SubmitInvoice, entities: Entities, given: Given
) -> Commit[InvoiceReceived]:
    """What parses is accepted and kept; what is wrong in finance is found by validation."""
    entity = command.entity or _addressed(command, entities)
    sealed = command.sealed(entity, given.seal, account_findings(command))
    invoice = without_accounts(sealed, given.seal)
    keys = invoice.supplier.keys()[:SUPPLIER_KEYS_MAX]
    event = InvoiceReceived(
        **facts(invoice),
        supplier_keys=tuple(PartyIdentifier(scheme=s, value=v) for s, v in keys),
    )
    document = arrival_id(given.tenant, given.caller.client, invoice, given.taken)
    return Commit(event, invoice, "received", id=document, maker=given.caller.actor.id)


def _addressed(command: SubmitInvoice, entities: Entities) -> str:
    """The legal entity that the buyer's identifiers name. Raises Invalid unless it is just one."""
    found = entities.addressed(command.buyer.keys())
    if len(found) == 1:
        return found[0]
    message = "names no legal entity of ours" if not found else "names several legal entities"
    finding = Finding(code="TIE-ENTITY", message=f"the buyer {message}", where="buyer")
    raise Invalid("the receiving legal entity is not clear", findings=[finding])

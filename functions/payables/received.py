"""How a supplier invoice comes in: one way for all doors, and for a scan once it is settled."""

from typing import Any

from functions.payables.accounts import account_findings
from functions.payables.facts import facts
from functions.payables.free_text import without_accounts
from functions.payables.identity import arrival_id
from functions.runtime.decision import Commit, Given
from schemas.capture import Captured
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import SUPPLIER_KEYS_MAX, InvoiceReceived
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.party import Party, PartyIdentifier
from schemas.policies.entities import Entities


def receive(
    command: SubmitInvoice, entity: str, given: Given, captured: Captured | None = None
) -> Commit[InvoiceReceived]:
    """What parses is accepted and kept; what is wrong in finance is found by validation."""
    sealed = command.sealed(entity, given.seal, account_findings(command))
    invoice = without_accounts(sealed, given.seal)
    document = arrival_id(given.tenant, given.caller.client, invoice, given.taken)
    if captured:
        invoice = invoice.model_copy(update={"captured": captured})
    event = InvoiceReceived(**arrived(invoice))
    return Commit(event, invoice, "received", id=document, maker=given.caller.actor.id)


def arrived(invoice: Invoice) -> dict[str, Any]:
    """The fields of `InvoiceArrived`."""
    keys = invoice.supplier.keys()[:SUPPLIER_KEYS_MAX]
    named = tuple(PartyIdentifier(scheme=s, value=v) for s, v in keys)
    return {**facts(invoice), "supplier_keys": named}


def addressed(buyer: Party, entities: Entities) -> str | Finding:
    """The legal entity that the buyer's identifiers name, or why it is not just one."""
    found = entities.addressed(buyer.keys())
    if len(found) == 1:
        return found[0]
    message = "names no legal entity of ours" if not found else "names several legal entities"
    return Finding(code="TIE-ENTITY", message=f"the buyer {message}", where="buyer")

"""Validate a received invoice against itself, our entities, and supplier master data."""

from functions.payables.buyer import buyer_findings
from functions.payables.categories import of_findings
from functions.payables.facts import facts, stop, told_again
from functions.payables.identity import business_key
from functions.payables.rules import findings
from functions.payables.terms import due_and_discount
from functions.payables.waivers import DUPLICATE, actions, overlooked, waivers
from functions.runtime.cases import open_case
from functions.runtime.decision import Alias, Aliased, Commit, Given, Head, Identity, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import On
from schemas.case import Action, Category
from schemas.events.invoice import (
    ExceptionRaised,
    InvoiceArrived,
    InvoiceReceived,
    InvoiceReviewed,
    InvoiceValidated,
    InvoiceWaiting,
)
from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.policies.entities import Entities
from schemas.policies.payables import Validation
from schemas.supplier import SupplierTarget
from schemas.terms import PaymentTerms

operation = Operation(On(InvoiceReceived, InvoiceReviewed), owner="accounts-payable")

PLACES_MAX = 9
"""How many duplicates of one number people may let pass."""
UNKNOWN = Finding(code="TIE-SUPPLIER-UNKNOWN", message="no supplier is known by its identifiers")


@operation.decides
def validate_invoice(
    event: InvoiceReviewed | InvoiceReceived,
    invoice: Head[Invoice],
    suppliers: Aliased,
    entities: Entities,
    limits: Validation,
    given: Given,
) -> Commit[InvoiceValidated | InvoiceWaiting | ExceptionRaised] | Nothing:
    """All rules at once. An unknown supplier alone makes the invoice wait, not fail."""
    if invoice.state not in ("received", "waiting") and not told_again(invoice, given):
        return Nothing(f"the invoice is {invoice.state}")
    found = {
        target.supplier: target for target in map(SupplierTarget.model_validate, suppliers.values())
    }
    broken = findings(
        invoice.body,
        today=given.now.date(),
        tolerance_minor_units=limits.tolerance_minor_units,
        future_days=limits.future_days,
        age_days_max=limits.age_days_max,
        rounding_max_minor_units=limits.rounding_max_minor_units,
        supplier_terms=_terms(found),
    ) + _party_findings(invoice.body, found, entities)
    known = waivers(invoice, given)
    invoice = invoice._replace(body=invoice.body.model_copy(update={"waivers": known}))
    broken = tuple(finding for finding in broken if not overlooked(finding, known))
    if broken:
        return _stopped(invoice, given, broken)
    if not found:
        return _wait(event, invoice, given)
    return _validated(invoice, next(iter(found.values())), given)


def _terms(suppliers: dict[str, SupplierTarget]) -> PaymentTerms | None:
    """The supplier's terms, once there is exactly one supplier."""
    return next(iter(suppliers.values())).terms if len(suppliers) == 1 else None


def _party_findings(
    invoice: Invoice, suppliers: dict[str, SupplierTarget], entities: Entities
) -> tuple[Finding, ...]:
    found = []
    if not entities.known(invoice.entity):
        found.append(Finding(code="TIE-ENTITY", message="no such legal entity", where="entity"))
    found.extend(buyer_findings(invoice.buyer, invoice.entity, entities))
    if not invoice.supplier.keys():
        message = "the sender gives no identifier of the supplier"
        found.append(Finding(code="TIE-SUPPLIER-UNNAMED", message=message, where="supplier"))
    if len(suppliers) > 1:
        codes = ", ".join(sorted(target.code for target in suppliers.values()))
        message = f"its identifiers belong to different suppliers: {codes}"
        found.append(Finding(code="TIE-SUPPLIER-AMBIGUOUS", message=message, where="supplier"))
    for target in suppliers.values():
        if target.status == "blocked":
            message = f"supplier {target.code} is blocked"
            found.append(Finding(code="TIE-SUPPLIER-BLOCKED", message=message, where="supplier"))
        if not target.may_bill(invoice.entity):
            message = f"supplier {target.code} does not bill {invoice.entity}"
            found.append(Finding(code="TIE-SUPPLIER-ENTITY", message=message, where="supplier"))
    return tuple(found)


def _stopped(
    invoice: Head[Invoice], given: Given, broken: tuple[Finding, ...]
) -> Commit[ExceptionRaised]:
    category, owner = of_findings(broken)
    return stop(
        invoice,
        given,
        category=category,
        owner=owner,
        reason=f"{len(broken)} rules are broken, the first: {broken[0].message}",
        findings=broken,
        actions=actions(broken),
        remedy="correct the policy or the master data that it names, then retry; or reject it",
    )


def _wait(
    event: InvoiceArrived, invoice: Head[Invoice], given: Given
) -> Commit[InvoiceWaiting] | Nothing:
    if invoice.state == "waiting":
        return Nothing("the supplier is still not known")
    case = open_case(
        given,
        about=invoice.id,
        entity=invoice.entity,
        category=Category.MASTER_DATA,
        owner="supplier-master-data",
        reason="the supplier is not known by any of its identifiers",
        findings=(UNKNOWN,),
        amount_at_risk=invoice.body.totals.gross,
        currency=invoice.body.currency,
        allowed_actions=(Action.REJECT,),
        remedy="register the supplier: the invoice then goes on by itself",
    )
    return Commit(
        InvoiceWaiting(
            **facts(invoice.body),
            case=case.id,
            waits_for=event.supplier_keys,
            resolves=invoice.body.case,
        ),
        invoice.body.model_copy(update={"case": case.id}),
        "waiting",
        opens=(case,),
        waits_for=tuple(Alias(scheme, value) for scheme, value in event.asks_for()),
    )


def _validated(
    invoice: Head[Invoice], supplier: SupplierTarget, given: Given
) -> Commit[InvoiceValidated | ExceptionRaised]:
    body = invoice.body
    if given.taken:
        message = f"supplier {supplier.code} already billed this number with {given.taken}"
        twice = Finding(code=DUPLICATE, message=message, where=given.taken)
        if given.places > PLACES_MAX or not overlooked(twice, body.waivers):
            return stop(
                invoice,
                given,
                category=Category.DUPLICATE,
                owner=operation.owner,
                reason=message,
                findings=(twice,),
                actions=actions((twice,)),
            )
    schedule = due_and_discount(body, supplier.terms)
    event = InvoiceValidated(
        **facts(body),
        supplier=supplier.supplier,
        supplier_code=supplier.code,
        due_date=schedule.due_date,
        discount_date=schedule.discount_date,
        discount_percent=schedule.discount_percent,
        waived=tuple(sorted({one.code for waiver in body.waivers for one in waiver.findings})),
        resolves=body.case,
    )
    known = body.model_copy(
        update={
            "supplier_id": supplier.supplier,
            "schedule": schedule,
            "case": None,
            "place": given.places,
        }
    )
    key = Identity(business_key(body, body.entity, supplier.supplier), given.places)
    return Commit(event, known, "validated", takes=key)

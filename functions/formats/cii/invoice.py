"""One Cross Industry Invoice as the command to submit it."""

from functions.formats.cii.allowances import allowances_charges
from functions.formats.cii.amounts import taxes, totals
from functions.formats.cii.days import day
from functions.formats.cii.lines import period
from functions.formats.cii.notes import note
from functions.formats.cii.parts import part
from functions.formats.cii.party import party
from functions.formats.cii.payment import due_date, payment_means, payment_terms
from functions.formats.cii.references import attachments, delivery, references
from functions.formats.cii.sublines import lines
from functions.formats.cii.zugferd1 import renamed
from functions.formats.place import Place
from functions.formats.unread import of_document
from functions.formats.values import first_text, notes
from functions.formats.xml import Element
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding, at_most
from schemas.invoice import CREDIT_NOTE_CODES
from schemas.party import Party, PartyIdentifier

_TAX_POINTS = {"5": "3", "29": "35", "72": "432"}
"""BT-8 is a code of UNTDID 2005; CII writes the one of UNTDID 2475 that means the same."""
_CREDITOR_SCHEME = "SEPA"


def invoice(element: Element, ordinal: int) -> SubmitInvoice | Unreadable:
    """The document, or everything that keeps it from being one."""
    findings: list[Finding] = []
    name = element.name if ordinal == 1 else f"{element.name}[{ordinal}]"
    read = _invoice(Place(renamed(element), name, findings))
    if findings:
        return Unreadable(ordinal, read.number or None, at_most(findings))
    return read


def _invoice(document: Place) -> SubmitInvoice:
    transaction = part(document, "SupplyChainTradeTransaction")
    agreement = part(transaction, "ApplicableHeaderTradeAgreement")
    delivered = part(transaction, "ApplicableHeaderTradeDelivery")
    settlement = part(transaction, "ApplicableHeaderTradeSettlement")
    currency = settlement.needed("InvoiceCurrencyCode", "BR-05") or ""
    tax_currency = settlement.text("TaxCurrencyCode")
    said: dict[str, object] = {
        **_heading(document),
        **_parties(agreement, settlement),
        **_dates(settlement),
        "delivery": delivery(delivered),
        "currency": currency or None,
        "tax_currency": tax_currency,
        "lines": lines(transaction, currency),
        "allowances_charges": allowances_charges(settlement, currency),
        "taxes": taxes(settlement, currency),
        "totals": totals(settlement, currency, tax_currency),
        "payment_means": payment_means(settlement),
        "terms": payment_terms(settlement, currency),
        "references": references(agreement, delivered, settlement),
        "attachments": attachments(agreement),
        "buyer_reference": agreement.text("BuyerReference"),
        "account": first_text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
    }
    return document.build(SubmitInvoice, **said, **of_document(document))


def _heading(document: Place) -> dict[str, object]:
    context = part(document, "ExchangedDocumentContext")
    heading = part(document, "ExchangedDocument")
    before = len(heading.findings)
    issued = day(heading, "IssueDateTime")
    if issued is None and len(heading.findings) == before:
        heading.find("BR-03", "IssueDateTime is missing")
    code = heading.needed("TypeCode", "BR-04")
    return {
        "kind": "credit_note" if code in CREDIT_NOTE_CODES else "invoice",
        "type_code": code,
        "number": heading.needed("ID", "BR-02"),
        "issue_date": issued,
        "notes": notes(heading.each("IncludedNote"), note),
        "specification": first_text(context, "GuidelineSpecifiedDocumentContextParameter/ID"),
        "process": first_text(context, "BusinessProcessSpecifiedDocumentContextParameter/ID"),
        "test": bool(context.flag("TestIndicator/Indicator")),
    }


def _dates(settlement: Place) -> dict[str, object]:
    """Dates that EN 16931 knows once and CII repeats with each tax: the first that says them."""
    breakdown = list(settlement.each("ApplicableTradeTax"))
    points = (day(tax, "TaxPointDate") for tax in breakdown)
    codes = (tax.text("DueDateTypeCode") for tax in breakdown)
    code = next((said for said in codes if said), None)
    return {
        "due_date": due_date(settlement),
        "tax_point_date": next((said for said in points if said), None),
        "tax_point_code": _TAX_POINTS.get(code, code) if code else None,
        "period": period(settlement.one("BillingSpecifiedPeriod")),
    }


def _parties(agreement: Place, settlement: Place) -> dict[str, object]:
    creditor = _creditor(settlement)
    payee = settlement.one("PayeeTradeParty")
    representative = agreement.one("SellerTaxRepresentativeTradeParty")
    return {
        "supplier": _needed_party(
            agreement, "SellerTradeParty", "BR-06", None if payee else creditor
        ),
        "buyer": _needed_party(agreement, "BuyerTradeParty", "BR-07"),
        "payee": party(payee, creditor) if payee else None,
        "tax_representative": party(representative) if representative else None,
    }


def _creditor(settlement: Place) -> PartyIdentifier | None:
    value = settlement.text("CreditorReferenceID")
    if value is None:
        return None
    return settlement.build(PartyIdentifier, scheme=_CREDITOR_SCHEME, value=value)


def _needed_party(
    place: Place, name: str, rule: str, creditor: PartyIdentifier | None = None
) -> Party | None:
    found = place.one(name)
    if found is None:
        place.find(rule, f"{name} is missing")
        return None
    return party(found, creditor)

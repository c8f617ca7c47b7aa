"""One UBL Invoice or CreditNote as the command to submit it."""

from functions.formats.place import Place
from functions.formats.ubl.amounts import subtotals, tax_total, totals
from functions.formats.ubl.lines import allowances_charges, line, period
from functions.formats.ubl.party import party
from functions.formats.ubl.payment import payment_means, payment_terms
from functions.formats.ubl.references import attachments, delivery, references
from functions.formats.unread import of_document
from functions.formats.values import notes
from functions.formats.xml import Element
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding, at_most
from schemas.invoice import CREDIT_NOTE_CODES
from schemas.invoice_line import InvoiceLine
from schemas.party import Party

_LINES_MAX = 10_000


def invoice(element: Element, ordinal: int) -> SubmitInvoice | Unreadable:
    """The document, or everything that keeps it from being one."""
    findings: list[Finding] = []
    document = Place(
        element, element.name if ordinal == 1 else f"{element.name}[{ordinal}]", findings
    )
    read = _invoice(document)
    if findings:
        return Unreadable(ordinal, read.number or None, at_most(findings))
    return read


def _invoice(document: Place) -> SubmitInvoice:
    currency = document.needed("DocumentCurrencyCode", "BR-05") or ""
    tax_currency = document.text("TaxCurrencyCode")
    total = tax_total(document, currency, tax_currency)
    means = payment_means(document)
    due_dates = [way.due_date for way in means if way.due_date]
    said: dict[str, object] = {
        **_heading(document),
        **_parties(document),
        "due_date": document.day("DueDate") or (due_dates[0] if due_dates else None),
        "currency": currency or None,
        "tax_currency": tax_currency,
        "lines": _lines(document, currency),
        "allowances_charges": allowances_charges(document, currency),
        "taxes": subtotals(total, currency),
        "totals": totals(document, total, currency, tax_currency),
        "payment_means": means,
        "terms": payment_terms(document),
        "references": references(document),
        "attachments": attachments(document),
    }
    return document.build(SubmitInvoice, **said, **of_document(document))


def _heading(document: Place) -> dict[str, object]:
    issued = document.day("IssueDate")
    if issued is None and document.text("IssueDate") is None:
        document.find("BR-03", "IssueDate is missing")
    code = document.text("InvoiceTypeCode") or document.text("CreditNoteTypeCode")
    covered = document.first("InvoicePeriod")
    return {
        "kind": _kind(document, code),
        "type_code": code,
        "number": document.needed("ID", "BR-02"),
        "issue_date": issued,
        "tax_point_date": document.day("TaxPointDate"),
        "tax_point_code": covered.text("DescriptionCode") if covered else None,
        "period": period(covered),
        "buyer_reference": document.text("BuyerReference"),
        "account": document.text("AccountingCost"),
        "notes": notes(document.each("Note"), Place.value),
        "specification": document.text("CustomizationID"),
        "process": document.text("ProfileID"),
    }


def _kind(document: Place, code: str | None) -> str:
    """A credit note by its root or by its code; a credit note's root with an invoice's code is a
    finding, because the two say opposite things about who owes whom."""
    by_root = document.element.name == "CreditNote"
    if by_root and code and code not in CREDIT_NOTE_CODES:
        document.find("BR-CL-01", "the type code of a CreditNote is not that of a credit note")
    return "credit_note" if by_root or code in CREDIT_NOTE_CODES else "invoice"


def _parties(document: Place) -> dict[str, object]:
    payee = document.one("PayeeParty")
    representative = document.one("TaxRepresentativeParty")
    return {
        "supplier": _needed_party(document, "AccountingSupplierParty/Party", "BR-06"),
        "buyer": _needed_party(document, "AccountingCustomerParty/Party", "BR-07"),
        "payee": party(payee) if payee else None,
        "tax_representative": party(representative) if representative else None,
        "delivery": delivery(document.first("Delivery")),
    }


def _needed_party(document: Place, path: str, rule: str) -> Party | None:
    place = document.one(path)
    if place is None:
        document.find(rule, f"{path} is missing")
        return None
    return party(place)


def _lines(document: Place, currency: str) -> tuple[InvoiceLine, ...] | None:
    places = [*document.each("InvoiceLine"), *document.each("CreditNoteLine")]
    if not places:
        document.find("BR-16", "there is no line")
        return None
    if len(places) > _LINES_MAX:
        places[_LINES_MAX].find("TIE-LINES", f"more than {_LINES_MAX} lines")
        return None
    return tuple(line(each, currency) for each in places)

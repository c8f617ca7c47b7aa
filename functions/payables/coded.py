"""Whether codes are of the lists that EN 16931 names, asked of invoices that say they follow it."""

from collections.abc import Iterator

from functions.payables.code_lists import (
    ALLOWANCE_REASONS,
    CHARGE_REASONS,
    COUNTRIES,
    ENDPOINT_SCHEMES,
    EXEMPTIONS,
    IDENTIFIER_SCHEMES,
    INVOICE_TYPES,
    ITEM_CLASSES,
    MIME_TYPES,
    TAX_POINTS,
)
from functions.payables.object_codes import OBJECT_SCHEMES
from functions.payables.standard import follows_en16931
from functions.payables.unit_codes import UNITS
from schemas.finding import Finding
from schemas.invoice import CREDIT_NOTE_CODES, InvoiceContent
from schemas.invoice_line import AllowanceCharge, InvoiceLine
from schemas.party import UNSCHEMED, Party, PartyIdentifier

_Codes = Iterator[tuple[str, str | None, frozenset[str], str]]
_REASONS = {
    "allowance": ("BR-CL-19", ALLOWANCE_REASONS),
    "charge": ("BR-CL-20", CHARGE_REASONS),
}
_OF_A_PARTY = IDENTIFIER_SCHEMES | {"SEPA", UNSCHEMED}
_OF_A_REGISTER = IDENTIFIER_SCHEMES | {UNSCHEMED}
_OF_AN_OBJECT = OBJECT_SCHEMES | {UNSCHEMED}
_TYPES = INVOICE_TYPES | CREDIT_NOTE_CODES


def code_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each code that its list does not hold; a code that is not stated is no wrong one."""
    if not follows_en16931(invoice):
        return
    for rule, code, listed, where in _codes(invoice):
        if code is not None and code not in listed:
            message = "the code is not of the list that EN 16931 names"
            yield Finding(code=rule, message=message, where=where)


def _codes(invoice: InvoiceContent) -> _Codes:
    yield "BR-CL-01", invoice.type_code, _TYPES, "type_code"
    yield "BR-CL-06", invoice.tax_point_code, TAX_POINTS, "tax_point_code"
    yield from _object(invoice.references.object, "references.object")
    yield from _party(invoice.supplier, "supplier")
    yield from _party(invoice.buyer, "buyer")
    for role, party in (
        ("payee", invoice.payee),
        ("tax_representative", invoice.tax_representative),
    ):
        if party:
            yield from _party(party, role)
    if invoice.delivery:
        yield from _scheme("BR-CL-26", invoice.delivery.location, "delivery.location")
        address = invoice.delivery.address
        country = address.country if address else None
        yield "BR-CL-14", country, COUNTRIES, "delivery.address.country"
    for place, tax in enumerate(invoice.taxes):
        code = tax.exemption_code and tax.exemption_code.upper()
        yield "BR-CL-22", code, EXEMPTIONS, f"taxes[{place}].exemption_code"
    for place, attachment in enumerate(invoice.attachments):
        yield "BR-CL-24", attachment.mime, MIME_TYPES, f"attachments[{place}].mime"
    yield from _reasons(invoice.allowances_charges, "")
    for place, line in enumerate(invoice.lines):
        yield from _line(line, f"lines[{place}]")


def _party(party: Party, role: str) -> _Codes:
    for place, known in enumerate(party.identifiers):
        yield "BR-CL-10", known.scheme, _OF_A_PARTY, f"{role}.identifiers[{place}]"
    yield from _scheme("BR-CL-11", party.registration, f"{role}.registration")
    if party.endpoint and party.endpoint.scheme != UNSCHEMED:
        yield "BR-CL-25", party.endpoint.scheme, ENDPOINT_SCHEMES, f"{role}.endpoint"
    if party.address:
        yield "BR-CL-14", party.address.country, COUNTRIES, f"{role}.address.country"


def _scheme(rule: str, known: PartyIdentifier | None, where: str) -> _Codes:
    yield rule, known.scheme if known else None, _OF_A_REGISTER, where


def _object(known: PartyIdentifier | None, where: str) -> _Codes:
    yield "BR-CL-07", known.scheme if known else None, _OF_AN_OBJECT, where


def _reasons(given: tuple[AllowanceCharge, ...], under: str) -> _Codes:
    for place, each in enumerate(given):
        rule, listed = _REASONS[each.kind]
        where = f"{under}allowances_charges[{place}].reason_code"
        yield rule, each.reason_code, listed, where


def _line(line: InvoiceLine, where: str) -> _Codes:
    article = line.article
    yield "BR-CL-23", line.unit, UNITS, f"{where}.unit"
    yield "BR-CL-23", line.price_base_unit, UNITS, f"{where}.price_base_unit"
    yield from _object(line.object, f"{where}.object")
    yield from _scheme("BR-CL-21", article.standard_id, f"{where}.article.standard_id")
    for place, each in enumerate(article.classifications):
        if each.scheme != UNSCHEMED:
            at = f"{where}.article.classifications[{place}]"
            yield "BR-CL-13", each.scheme, ITEM_CLASSES, at
    yield "BR-CL-15", article.origin, COUNTRIES, f"{where}.article.origin"
    yield from _reasons(line.allowances_charges, f"{where}.")

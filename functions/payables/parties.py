"""What EN 16931 wants said of the parties, asked only of invoices that say they follow it."""

from collections.abc import Iterator

from functions.payables.code_lists import VAT_PREFIXES
from functions.payables.standard import follows_en16931
from schemas.finding import Finding
from schemas.invoice import InvoiceContent
from schemas.party import UNSCHEMED, VAT, Party, PartyIdentifier

_Wanted = Iterator[tuple[str, str, object]]


def party_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each party that is not named, placed or identified as the standard wants it."""
    if not follows_en16931(invoice):
        return
    for rule, where, present in _wanted(invoice):
        if not present:
            yield Finding(code=rule, message="EN 16931 wants this stated", where=where)
    for role, party in _with_tax_id(invoice):
        for place, tax in enumerate(party.tax_ids):
            if tax.key()[0] == VAT and tax.value[:2].upper() not in VAT_PREFIXES:
                message = "a VAT identifier starts with the code of its country"
                where = f"{role}.tax_ids[{place}]"
                yield Finding(code="BR-CO-09", message=message, where=where)


def _wanted(invoice: InvoiceContent) -> _Wanted:
    yield from _placed(invoice.supplier, "supplier", ("BR-06", "BR-08", "BR-09"))
    yield from _placed(invoice.buyer, "buyer", ("BR-07", "BR-10", "BR-11"))
    yield "BR-CO-26", "supplier", _identified(invoice.supplier)
    yield "BR-62", "supplier.endpoint", _schemed(invoice.supplier.endpoint)
    yield "BR-63", "buyer.endpoint", _schemed(invoice.buyer.endpoint)
    if invoice.payee:
        yield "BR-17", "payee.name", invoice.payee.name
    if invoice.tax_representative:
        party = invoice.tax_representative
        yield from _placed(party, "tax_representative", ("BR-18", "BR-19", "BR-20"))
        yield "BR-56", "tax_representative.tax_ids", party.tax_id()
    if invoice.delivery and invoice.delivery.address:
        yield "BR-57", "delivery.address.country", invoice.delivery.address.country


def _placed(party: Party, role: str, rules: tuple[str, str, str]) -> _Wanted:
    name, address, country = rules
    yield name, f"{role}.name", party.name
    yield address, f"{role}.address", party.address
    if party.address:
        yield country, f"{role}.address.country", party.address.country


def _identified(supplier: Party) -> bool:
    """By an identifier of its own, a register or its VAT; a SEPA creditor is known to its bank."""
    own = any(known.scheme.upper() != "SEPA" for known in supplier.identifiers)
    return own or bool(supplier.registration or supplier.tax_id())


def _schemed(known: PartyIdentifier | None) -> bool:
    return known is None or known.scheme != UNSCHEMED


def _with_tax_id(invoice: InvoiceContent) -> Iterator[tuple[str, Party]]:
    yield "supplier", invoice.supplier
    yield "buyer", invoice.buyer
    if invoice.tax_representative:
        yield "tax_representative", invoice.tax_representative

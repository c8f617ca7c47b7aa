"""Who must be known for tax under a category, and what may not stand beside it (EN 16931, 6.4.3).

Asked only of invoices that say they follow the standard.
"""

from collections.abc import Iterator
from typing import NamedTuple

from functions.payables.standard import follows_en16931
from functions.payables.tax_categories import CATEGORIES, OUTSIDE, SPLIT_PAYMENT, taxed
from functions.payables.taxes import is_vat
from schemas.finding import Finding
from schemas.invoice import InvoiceContent

_PARTY_RULES = {"line": "02", "allowance": "03", "charge": "04"}
_ALONE_RULES = {"line": "12", "allowance": "13", "charge": "14"}
_INTRA_COMMUNITY, _EXPORT, _REVERSE = "K", "G", "AE"


def condition_findings(invoice: InvoiceContent) -> Iterator[Finding]:
    """Each condition of a category that does not hold."""
    if not follows_en16931(invoice):
        return
    known = _Known.of(invoice)
    for code, level in sorted({(each.category or "", each.level) for each in taxed(invoice)}):
        category = CATEGORIES.get(code)
        if category and code != SPLIT_PAYMENT and not known.enough(code):
            message = f"category {code} needs or forbids tax identifiers of the parties"
            yield _finding(f"BR-{category.rules}-{_PARTY_RULES[level]}", message, "supplier")
    broken_down = {tax.category for tax in invoice.taxes if is_vat(tax)}
    if _INTRA_COMMUNITY in broken_down:
        yield from _delivered(invoice)
    if OUTSIDE in broken_down:
        yield from _alone(invoice)
    yield from _split(invoice)


class _Known(NamedTuple):
    """Which tax identifiers are given: VAT (BT-31, BT-63, BT-48), any (BT-32), register (BT-47)."""

    seller_vat: bool
    seller_tax: bool
    represented: bool
    buyer_vat: bool
    buyer_registered: bool

    @classmethod
    def of(cls, invoice: InvoiceContent) -> "_Known":
        representative = invoice.tax_representative
        return cls(
            seller_vat=bool(invoice.supplier.tax_id()),
            seller_tax=bool(invoice.supplier.tax_ids),
            represented=bool(representative and representative.tax_id()),
            buyer_vat=bool(invoice.buyer.tax_id()),
            buyer_registered=bool(invoice.buyer.registration),
        )

    def enough(self, code: str) -> bool:
        """Whether the parties are known as this category wants it."""
        if code == OUTSIDE:
            return not (self.seller_vat or self.represented or self.buyer_vat)
        if code in (_INTRA_COMMUNITY, _EXPORT):
            seller = self.seller_vat or self.represented
            return seller and (code == _EXPORT or self.buyer_vat)
        seller = self.seller_tax or self.represented
        return seller and (code != _REVERSE or self.buyer_vat or self.buyer_registered)


def _delivered(invoice: InvoiceContent) -> Iterator[Finding]:
    """A supply to another country of the Union: when it was, and where it went."""
    delivery = invoice.delivery
    if not (invoice.period or (delivery and delivery.date)):
        yield _finding("BR-IC-11", "the day or period of delivery is missing", "delivery.date")
    if not (delivery and delivery.address and delivery.address.country):
        message = "the country of delivery is missing"
        yield _finding("BR-IC-12", message, "delivery.address.country")


def _alone(invoice: InvoiceContent) -> Iterator[Finding]:
    """What is outside the scope of VAT is billed by itself."""
    message = "nothing else may stand beside what is not subject to VAT"
    if any(tax.category != OUTSIDE for tax in invoice.taxes if is_vat(tax)):
        yield _finding("BR-O-11", message, "taxes")
    others = (each for each in taxed(invoice) if each.category not in (None, OUTSIDE))
    for level in sorted({each.level for each in others}):
        yield _finding(f"BR-O-{_ALONE_RULES[level]}", message, "taxes")


def _split(invoice: InvoiceContent) -> Iterator[Finding]:
    """Split payment, where the buyer pays the tax to the treasury itself, is Italy's alone."""
    codes = {each.category for each in taxed(invoice)} | {tax.category for tax in invoice.taxes}
    if SPLIT_PAYMENT not in codes:
        return
    parties = (invoice.supplier, invoice.buyer, invoice.tax_representative, invoice.delivery)
    addresses = (party.address for party in parties if party)
    if any(address and address.country not in (None, "IT") for address in addresses):
        yield _finding("BR-B-01", "split payment is for domestic invoices of Italy", "taxes")
    if "S" in codes:
        message = "split payment does not stand beside the standard rate"
        yield _finding("BR-B-02", message, "taxes")


def _finding(code: str, message: str, where: str) -> Finding:
    return Finding(code=code, message=message, where=where)

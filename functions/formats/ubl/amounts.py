"""Tax breakdown and totals of a UBL document."""

from decimal import Decimal

from functions.formats.place import Place
from schemas.invoice_line import TaxSubtotal, Totals


def tax_total(document: Place, currency: str, tax_currency: str | None) -> Place | None:
    """The one tax total in the document's currency.

    Some senders whose tax currency is the document's state the total twice, once with its
    breakdown: that is one total. Two that differ are none (BR-CO-15).
    """
    stated = [total for total in document.each("TaxTotal") if _in(total, currency)]
    whole = [total for total in stated if total.element.children.get("TaxSubtotal")] or stated
    values = {total.number("TaxAmount") for total in stated}
    same = len({Decimal(value) for value in values if value}) <= 1
    if len(whole) > 1 or not same or (len(stated) > 1 and tax_currency != currency):
        stated[1].find("BR-CO-15", "more than one tax total in the document's currency")
    return whole[0] if whole else None


def subtotals(total: Place | None, currency: str) -> tuple[TaxSubtotal, ...]:
    """The breakdown by category and rate."""
    return tuple(_subtotal(each, currency) for each in total.each("TaxSubtotal")) if total else ()


def totals(document: Place, total: Place | None, currency: str, tax_currency: str | None) -> Totals:
    """The document's totals, exactly as stated."""
    money = document.one("LegalMonetaryTotal")
    if money is None:
        document.find("BR-15", "LegalMonetaryTotal is missing")
        return document.build(Totals)
    return money.build(
        Totals,
        line_net=money.amount("LineExtensionAmount", currency),
        allowances=money.amount("AllowanceTotalAmount", currency),
        charges=money.amount("ChargeTotalAmount", currency),
        net=money.amount("TaxExclusiveAmount", currency),
        tax=total.amount("TaxAmount", currency) if total else None,
        tax_in_tax_currency=_in_tax_currency(document, currency, tax_currency),
        gross=money.amount("TaxInclusiveAmount", currency, rule="BR-14"),
        prepaid=money.amount("PrepaidAmount", currency),
        rounding=money.amount("PayableRoundingAmount", currency),
        payable=money.amount("PayableAmount", currency, rule="BR-15"),
    )


def _in(total: Place, currency: str) -> bool:
    amount = total.first("TaxAmount")
    return amount is not None and amount.attribute("currencyID") in (None, currency)


def _in_tax_currency(document: Place, currency: str, tax_currency: str | None) -> str | None:
    others = [total for total in document.each("TaxTotal") if not _in(total, currency)]
    if not others:
        return None
    if tax_currency is None or len(others) > 1:
        others[-1].find("PEPPOL-EN16931-R051", "a tax total in a currency of no declared use")
        return None
    return others[0].amount("TaxAmount", tax_currency)


def _subtotal(place: Place, currency: str) -> TaxSubtotal:
    category = place.first("TaxCategory")
    reason = category.first("TaxExemptionReason") if category else None
    return place.build(
        TaxSubtotal,
        category=category.text("ID") if category else None,
        rate=(category.number("Percent") if category else None) or place.number("Percent"),
        scheme=category.text("TaxScheme/ID") if category else None,
        taxable=place.amount("TaxableAmount", currency, rule="BR-45"),
        tax=place.amount("TaxAmount", currency, rule="BR-46"),
        exemption_reason=reason.value() if reason else None,
        exemption_code=category.text("TaxExemptionReasonCode") if category else None,
    )

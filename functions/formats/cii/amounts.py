"""Amounts, tax breakdown and totals of a CII document."""

from decimal import Decimal

from functions.formats.cii.parts import number
from functions.formats.place import Place
from functions.formats.values import joined
from schemas.invoice_line import TaxSubtotal, Totals

_SUMMATION = "SpecifiedTradeSettlementHeaderMonetarySummation"


def amount(parent: Place, path: str, currency: str, rule: str = "") -> str | None:
    """The amount there; with a rule, its absence is a finding.

    CII amounts are in the document's currency without saying so; one that names another is not.
    """
    return parent.number(path, decimals_max=4) if _sound(parent, path, currency, rule) else None


def price(parent: Place, path: str, currency: str, rule: str = "") -> str | None:
    """A price, whose decimals no currency limits."""
    return parent.number(path) if _sound(parent, path, currency, rule) else None


def taxes(settlement: Place, currency: str) -> tuple[TaxSubtotal, ...]:
    """The breakdown by category and rate."""
    return tuple(_subtotal(each, currency) for each in settlement.each("ApplicableTradeTax"))


def totals(settlement: Place, currency: str, tax_currency: str | None) -> Totals:
    """The document's totals, exactly as stated."""
    money = settlement.one(_SUMMATION)
    if money is None:
        settlement.find("BR-15", f"{_SUMMATION} is missing")
        return settlement.build(Totals)
    tax, in_tax_currency = _tax_totals(money, currency, tax_currency)
    return money.build(
        Totals,
        line_net=amount(money, "LineTotalAmount", currency),
        allowances=amount(money, "AllowanceTotalAmount", currency),
        charges=amount(money, "ChargeTotalAmount", currency),
        net=_of_several(money, "TaxBasisTotalAmount", currency, tax_currency),
        tax=tax,
        tax_in_tax_currency=in_tax_currency,
        gross=_of_several(money, "GrandTotalAmount", currency, tax_currency, rule="BR-14"),
        prepaid=amount(money, "TotalPrepaidAmount", currency),
        rounding=amount(money, "RoundingAmount", currency),
        payable=amount(money, "DuePayableAmount", currency, rule="BR-15"),
    )


def _sound(parent: Place, path: str, currency: str, rule: str) -> bool:
    place = parent.one(path)
    if place is None or (not place.element.text and not place.element.children):
        if rule:
            parent.find(rule, f"{path} is missing")
        return False
    named = place.attribute("currencyID")
    if named and currency and named != currency:
        message = f"the amount is in {named[:3]}, the document in {currency[:3]}"
        place.find("PEPPOL-EN16931-R051", message)
        return False
    return True


def _of_several(
    money: Place, name: str, currency: str, tax_currency: str | None, rule: str = ""
) -> str | None:
    """An amount that may stand a second time in the tax currency, which is then no amount due."""
    stated = list(money.each(name))
    own = [place for place in stated if place.attribute("currencyID") != tax_currency]
    if len(stated) < 2 or len(own) != 1 or own[0].attribute("currencyID") not in (None, currency):
        return amount(money, name, currency, rule)
    return number(own[0], decimals_max=4)


def _tax_totals(
    money: Place, currency: str, tax_currency: str | None
) -> tuple[str | None, str | None]:
    """Tax in the document's currency and in the tax currency; stated twice alike, it is one."""
    own: list[str] = []
    other: list[str] = []
    for place in money.each("TaxTotalAmount"):
        named = place.attribute("currencyID") or currency
        if named not in (currency, tax_currency):
            place.find("PEPPOL-EN16931-R051", "a tax total in a currency of no declared use")
        elif said := number(place, decimals_max=4):
            (own if named == currency else other).append(said)
    for said_of_one in (own, other):
        if len({Decimal(said) for said in said_of_one}) > 1:
            money.find("BR-CO-15", "more than one tax total in the same currency")
    return next(iter(own), None), next(iter(other), None)


def _subtotal(place: Place, currency: str) -> TaxSubtotal:
    return place.build(
        TaxSubtotal,
        category=place.text("CategoryCode"),
        rate=place.number("RateApplicablePercent"),
        scheme=place.text("TypeCode"),
        taxable=amount(place, "BasisAmount", currency, rule="BR-45"),
        tax=amount(place, "CalculatedAmount", currency, rule="BR-46"),
        exemption_reason=joined(place, "ExemptionReason"),
        exemption_code=place.text("ExemptionReasonCode"),
    )

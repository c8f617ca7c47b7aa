"""Allowances and charges of a CII document and of its lines."""

from functions.formats.cii.amounts import amount
from functions.formats.place import Place
from functions.formats.values import joined, percent
from schemas.invoice_line import AllowanceCharge
from schemas.party import VAT


def allowances_charges(settlement: Place, currency: str) -> tuple[AllowanceCharge, ...]:
    """Every allowance and charge directly below; freight and the like are charges too."""
    said = settlement.each("SpecifiedTradeAllowanceCharge")
    freight = settlement.each("SpecifiedLogisticsServiceCharge")
    return (
        *(_allowance_charge(each, currency) for each in said),
        *(_logistics(each, currency) for each in freight),
    )


def is_charge(place: Place) -> bool:
    """Whether it adds to the price; a finding if it does not say."""
    charge = place.flag("ChargeIndicator/Indicator")
    if charge is None:
        place.find("TIE-VALUE", "ChargeIndicator must say whether this is a charge")
    return bool(charge)


def _allowance_charge(place: Place, currency: str) -> AllowanceCharge:
    charge = is_charge(place)
    return place.build(
        AllowanceCharge,
        kind="charge" if charge else "allowance",
        amount=amount(place, "ActualAmount", currency, rule="BR-36" if charge else "BR-31"),
        base=amount(place, "BasisAmount", currency),
        percent=percent(place, "CalculationPercent"),
        reason=joined(place, "Reason"),
        reason_code=place.text("ReasonCode"),
        **taxed(place.first("CategoryTradeTax")),
    )


def taxed(tax: Place | None) -> dict[str, object]:
    """Category and rate; that the tax is VAT needs no saying."""
    if tax is None:
        return {}
    tax.implied("TypeCode", VAT)
    category, rate = tax.text("CategoryCode"), tax.number("RateApplicablePercent")
    return {"tax_category": category, "tax_rate": rate}


def _logistics(place: Place, currency: str) -> AllowanceCharge:
    return place.build(
        AllowanceCharge,
        kind="charge",
        amount=amount(place, "AppliedAmount", currency, rule="BR-36"),
        reason=joined(place, "Description"),
        **taxed(place.first("AppliedTradeTax")),
    )

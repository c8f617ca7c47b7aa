"""Allowances and charges of a CII document and of its lines."""

from functions.formats.cii.amounts import amount
from functions.formats.place import Place
from functions.formats.values import joined
from schemas.invoice_line import AllowanceCharge


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
    tax = place.first("CategoryTradeTax")
    return place.build(
        AllowanceCharge,
        kind="charge" if charge else "allowance",
        amount=amount(place, "ActualAmount", currency, rule="BR-36" if charge else "BR-31"),
        base=amount(place, "BasisAmount", currency),
        percent=place.number("CalculationPercent"),
        reason=joined(place, "Reason"),
        reason_code=place.text("ReasonCode"),
        tax_category=tax.text("CategoryCode") if tax else None,
        tax_rate=tax.number("RateApplicablePercent") if tax else None,
    )


def _logistics(place: Place, currency: str) -> AllowanceCharge:
    tax = place.first("AppliedTradeTax")
    return place.build(
        AllowanceCharge,
        kind="charge",
        amount=amount(place, "AppliedAmount", currency, rule="BR-36"),
        reason=joined(place, "Description"),
        tax_category=tax.text("CategoryCode") if tax else None,
        tax_rate=tax.number("RateApplicablePercent") if tax else None,
    )

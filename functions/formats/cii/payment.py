"""Means and terms of payment of a CII document."""

import re
from datetime import date

from functions.formats.cii.amounts import amount
from functions.formats.cii.days import day
from functions.formats.place import Place
from functions.formats.skonto import skonto
from functions.formats.values import joined
from schemas.payment_means import SubmittedPaymentMeans
from schemas.terms import DiscountTier, PaymentTerms

_DIRECT_DEBITS = frozenset({"49", "59"})
_CREDITOR_BANK = "PayeeSpecifiedCreditorFinancialInstitution"
_CARD = "ApplicableTradeSettlementFinancialCard"


def payment_means(settlement: Place) -> tuple[SubmittedPaymentMeans, ...]:
    """Every means of payment; account numbers stay secret strings from here on.

    The remittance reference (BT-83) is said once for all of them, the mandate (BT-89) among the
    terms: either is kept even where no means is named.
    """
    reference = settlement.text("PaymentReference")
    mandates = (each.text("DirectDebitMandateID") for each in _terms(settlement))
    mandate = next((said for said in mandates if said), None)
    places = list(settlement.each("SpecifiedTradeSettlementPaymentMeans"))
    debits = [place for place in places if _is_debit(place)] or places
    means = [_means(place, reference, mandate if place in debits else None) for place in places]
    if not means and (reference or mandate):
        alone = {"remittance_reference": reference, "mandate": mandate}
        means = [settlement.build(SubmittedPaymentMeans, **alone)]
    return tuple(means)


def payment_terms(settlement: Place, currency: str) -> PaymentTerms | None:
    """All payment terms as one: their texts, and the discounts that are stated as data."""
    every = _terms(settlement)
    if not every:
        return None
    note = "\n".join(text for each in every if (text := joined(each, "Description"))) or None
    offers = [offer for each in every for offer in each.each("ApplicableTradePaymentDiscountTerms")]
    tiers = [tier for offer in offers if (tier := _tier(offer, currency))]
    tiers += skonto(every[0], note)
    starts = {start for offer in offers if (start := day(offer, "BasisDateTime"))}
    baseline = starts.pop() if len(starts) == 1 else None
    for offer in offers if baseline is None else ():
        offer.leave("BasisDateTime")
    if note is None and not tiers and baseline is None:
        return None
    return every[0].build(PaymentTerms, note=note, discounts=tuple(tiers), baseline=baseline)


def due_date(settlement: Place) -> date | None:
    """The day by which all terms but those of a discount want to be paid; of several, the first."""
    every = _terms(settlement)
    plain = [each for each in every if not each.first("ApplicableTradePaymentDiscountTerms")]
    days = [(said, each) for each in plain or every if (said := day(each, "DueDateDateTime"))]
    due = min((said for said, _ in days), default=None)
    for said, each in days:
        if said != due:
            each.leave("DueDateDateTime")
    return due


def _terms(settlement: Place) -> list[Place]:
    return list(settlement.each("SpecifiedTradePaymentTerms"))


def _is_debit(place: Place) -> bool:
    return place.text("TypeCode") in _DIRECT_DEBITS or bool(
        place.first("PayerPartyDebtorFinancialAccount")
    )


def _means(place: Place, reference: str | None, mandate: str | None) -> SubmittedPaymentMeans:
    creditor = place.one("PayeePartyCreditorFinancialAccount")
    return place.build(
        SubmittedPaymentMeans,
        code=place.text("TypeCode"),
        text=joined(place, "Information"),
        remittance_reference=reference,
        account=(creditor.text("IBANID") or creditor.text("ProprietaryID")) if creditor else None,
        account_name=creditor.text("AccountName") if creditor else None,
        bank=place.text(f"{_CREDITOR_BANK}/BICID"),
        mandate=mandate,
        debited_account=place.text("PayerPartyDebtorFinancialAccount/IBANID"),
        card=place.text(f"{_CARD}/ID"),
        card_holder=place.text(f"{_CARD}/CardholderName"),
    )


def _tier(place: Place, currency: str) -> DiscountTier | None:
    """A discount for early payment that is stated as a percentage and a period in days."""
    percent = place.number("CalculationPercent")
    period = place.one("BasisPeriodMeasure")
    days = period.value() if period else None
    in_days = bool(period and period.attribute("unitCode") == "DAY")
    if percent is None or not in_days or not re.fullmatch("[0-9]{1,4}", days or ""):
        place.leave("CalculationPercent")
        place.leave("BasisPeriodMeasure")
        return None
    basis = amount(place, "BasisAmount", currency)
    return place.build(DiscountTier, days=int(days or ""), percent=percent, basis=basis)

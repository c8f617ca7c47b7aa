"""Means and terms of payment of a UBL document."""

import re

from functions.formats.place import Place, stated
from functions.formats.skonto import skonto
from functions.formats.values import joined
from schemas.payment_means import SubmittedPaymentMeans
from schemas.terms import DiscountTier, PaymentTerms

_BRANCH = "PayeeFinancialAccount/FinancialInstitutionBranch"


def payment_means(document: Place) -> tuple[SubmittedPaymentMeans, ...]:
    """Every `cac:PaymentMeans`; account numbers stay secret strings from here on."""
    return tuple(_means(each) for each in document.each("PaymentMeans"))


def payment_terms(document: Place) -> PaymentTerms | None:
    """All `cac:PaymentTerms` as one: their notes, and the discounts that are stated as data."""
    every = list(document.each("PaymentTerms"))
    if not every:
        return None
    notes = "\n".join(note for each in every if (note := joined(each, "Note"))) or None
    tiers = [tier for each in every if (tier := _settlement(each))]
    tiers += skonto(every[0], notes)
    return stated(every[0].build(PaymentTerms, note=notes, discounts=tuple(tiers)))


def _means(place: Place) -> SubmittedPaymentMeans:
    code = place.one("PaymentMeansCode")
    references = place.first("PaymentID")
    return place.build(
        SubmittedPaymentMeans,
        code=code.value() if code else None,
        text=code.attribute("name") if code else None,
        note=joined(place, "InstructionNote"),
        remittance_reference=references.value() if references else None,
        due_date=place.day("PaymentDueDate"),
        account=place.text("PayeeFinancialAccount/ID"),
        account_name=place.text("PayeeFinancialAccount/Name"),
        bank=place.text(f"{_BRANCH}/ID") or place.text(f"{_BRANCH}/FinancialInstitution/ID"),
        mandate=place.text("PaymentMandate/ID"),
        debited_account=place.text("PaymentMandate/PayerFinancialAccount/ID")
        or place.text("PayerFinancialAccount/ID"),
        card=place.text("CardAccount/PrimaryAccountNumberID"),
        card_network=place.text("CardAccount/NetworkID"),
        card_holder=place.text("CardAccount/HolderName"),
    )


def _settlement(place: Place) -> DiscountTier | None:
    """A discount for early settlement that UBL states as a percentage and a period in days."""
    percent = place.number("SettlementDiscountPercent")
    duration = place.one("SettlementPeriod/DurationMeasure")
    days = duration.value() if duration else None
    in_days = bool(duration and duration.attribute("unitCode") == "DAY")
    if percent is None or not in_days or not re.fullmatch("[0-9]{1,4}", days or ""):
        place.leave("SettlementDiscountPercent")
        place.leave("SettlementPeriod/DurationMeasure")
        return None
    return place.build(DiscountTier, days=int(days or ""), percent=percent)
